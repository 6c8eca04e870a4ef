import { describe, expect, it } from 'vitest';
import { drawEdge } from '../../../src/graph/draw-edge.ts';
import type { GraphEdge, Point } from '../../../src/protocol/graph.ts';

const edge = (points: readonly Point[]): GraphEdge => ({
  from: '/States/A',
  to: '/States/H',
  kind: 'catch',
  label: undefined,
  labelAt: undefined,
  points,
  quiet: false,
  transitions: ['/States/A/Catch/0/Next'],
});
const piecesOf = (points: readonly Point[]): string[] =>
  drawEdge(edge(points), { x: 10, y: 0 }).line.children.flatMap((child) =>
    typeof child !== 'string' && child.attributes.class === 'line' ? [String(child.attributes.d)] : [],
  );

describe('drawEdge', () => {
  it('draws a line with round corners as one path', () => {
    const [piece, ...others] = piecesOf([
      { x: 0, y: 0 },
      { x: 0, y: 50 },
      { x: 100, y: 50 },
      { x: 100, y: 102 },
    ]);
    expect(others).toEqual([]);
    expect(piece).toBe('M10 0L10 42Q10 50 18 50L102 50Q110 50 110 58L110 100');
  });

  it('makes a path of each long straight stretch, which a browser cuts to what is seen before it dashes it', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 0, y: 50 },
      { x: 100, y: 50 },
      { x: 100, y: 90_000 },
      { x: 60, y: 90_000 },
      { x: 60, y: 90_052 },
    ];
    const pieces = piecesOf(points);
    expect(pieces).toEqual([
      'M10 0L10 42Q10 50 18 50L102 50Q110 50 110 58',
      'M110 58L110 89992',
      'M110 89992Q110 90000 102 90000L78 90000Q70 90000 70 90008L70 90050',
    ]);
    expect(drawEdge(edge(points), { x: 10, y: 0 }).path).toBe(pieces.join(''));
  });
});
