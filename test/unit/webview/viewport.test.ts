// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from 'vitest';
import { Viewport, type ViewportState } from '../../../webview/preview/viewport.ts';
import { installBrowser } from './page-harness.ts';

beforeEach(installBrowser);

/** How large a picture is at first in a place of 824 × 624 pixels, of which 24 are margin. */
function firstZoom(width: number, height: number, kept?: ViewportState): number {
  const canvas = document.createElement('div');
  canvas.innerHTML = '<svg></svg>';
  Object.defineProperties(canvas, { clientWidth: { value: 824 }, clientHeight: { value: 624 } });
  const viewport = new Viewport(canvas, vi.fn());
  viewport.setSize(width, height, kept);
  expect(canvas.querySelector('svg')?.getAttribute('width')).toBe(String(width * viewport.zoom));
  return viewport.zoom;
}

it('shows the whole of a picture first where that is half its size at least, and never larger than it is', () => {
  expect(firstZoom(200, 100)).toBe(1);
  expect(firstZoom(1600, 600)).toBe(0.5);
  expect(firstZoom(800, 1000)).toBe(0.6);
});

it('shows of a larger one a part that can be read', () => {
  expect(firstZoom(1601, 600)).toBe(0.7);
  expect(firstZoom(800, 1300)).toBe(1);
  expect(firstZoom(1000, 1300)).toBe(0.8);
});

it('comes back as it was left', () => {
  expect(firstZoom(1600, 600, { zoom: 2, left: 10, top: 10 })).toBe(2);
});
