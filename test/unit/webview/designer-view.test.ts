import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { lookUp, placesAt, type Picture } from '../../../webview/designer/picture.ts';
import { keepPlace } from '../../../webview/designer/view.ts';
import { define } from '../graph/machines.ts';

const inner = (count: number): JsonObject => ({
  StartAt: 'C',
  States: {
    C: { Type: 'Choice', Choices: Array.from({ length: count }, (_, at) => ({ Variable: '$', Next: `X${at}` })) },
    ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`X${at}`, { Type: 'Succeed' }])),
  },
});
const MACHINE = define({
  StartAt: 'A',
  States: {
    A: { Type: 'Map', ItemProcessor: inner(6), Next: 'M' },
    M: { Type: 'Map', ItemProcessor: inner(3), Next: 'Z' },
    Z: { Type: 'Pass', End: true },
  },
});
const pictureOf = (collapsed: readonly string[]): Picture =>
  lookUp(layoutDefinition(MACHINE, { collapsed: new Set(collapsed) }));

describe('the view of the canvas', () => {
  it('leaves a region where it is on the page when it is closed', () => {
    const [open, closed] = [pictureOf([]), pictureOf(['/States/M'])];
    let viewport = { x: 10, y: 20, zoom: 0.5 };
    const onPage = ({ positions }: Picture) => {
      const { x, y } = positions.get('/States/M')!;
      return [x * viewport.zoom + viewport.x, y * viewport.zoom + viewport.y];
    };
    const before = onPage(open);
    expect(onPage(closed)).not.toEqual(before);
    const flow = {
      getViewport: () => viewport,
      setViewport: (to: typeof viewport) => {
        viewport = to;
        return Promise.resolve(true);
      },
    };
    keepPlace(flow, open, closed);
    expect(onPage(closed)).toEqual(before);
    keepPlace(flow, closed, closed);
    expect(onPage(closed)).toEqual(before);
  });

  it('offers the lines that leave a state first, then those that reach it', () => {
    expect(placesAt(pictureOf([]), '/States/M').map(({ slot }) => slot)).toEqual([
      { transitions: ['/States/M/Next'] },
      { transitions: ['/States/A/Next'] },
    ]);
    expect(placesAt(pictureOf([]), '/States/Z')[0]?.slot).toEqual({ after: '/States/Z' });
  });
});
