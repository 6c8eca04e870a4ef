import { renderSvg } from '../../src/graph/render-svg.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution-snapshot.ts';
import type { Graph } from '../../src/protocol/graph.ts';

/** Twice the size, so that it is sharp on a page that is printed or shown large. */
const SCALE = 2;
/** What browsers give a canvas at most, in pixels a side. */
const LONGEST_SIDE = 16_000;

/**
 * The picture as a PNG, in base64. The page's own colours are written into it: an image has no `--vscode-*` tokens.
 * Rejects with one line when the browser cannot draw it.
 */
export async function drawPng(
  graph: Graph,
  { title, snapshot }: { readonly title: string; readonly snapshot: ExecutionSnapshot | undefined },
): Promise<string> {
  const svg = withTokens(renderSvg(graph, { title, ...(snapshot && { overlaySnapshot: snapshot }) }));
  const image = new Image();
  await new Promise<void>((resolve, reject) => {
    image.onload = () => resolve();
    image.onerror = () => reject(new Error('The picture could not be drawn as a PNG: save it as SVG.'));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
  const scale = Math.min(SCALE, LONGEST_SIDE / Math.max(image.width, image.height, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(image.width * scale);
  canvas.height = Math.ceil(image.height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The picture could not be drawn as a PNG: save it as SVG.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}

/** The tokens that the picture's style uses, with the values that they have on this page. */
function withTokens(svg: string): string {
  const computed = getComputedStyle(document.documentElement);
  const names = new Set(svg.match(/--vscode-[\w-]+/g) ?? []);
  const values = [...names].flatMap((name) => {
    const value = computed.getPropertyValue(name).trim();
    // A value is a colour or a font: nothing that could end the rule that it is put into.
    return value === '' || /[;{}<>&]/.test(value) ? [] : [`${name}: ${value};`];
  });
  return svg.replace('<style>', `<style>:root { ${values.join(' ')} }\n`);
}
