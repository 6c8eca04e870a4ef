import type { EdgeProps } from '@xyflow/react';
import { memo, useMemo, type ReactNode } from 'react';
import { drawEdge } from '../../src/graph/draw-edge.ts';
import { LABEL, labelWidth } from '../../src/graph/measures.ts';
import type { GraphEdge, Point } from '../../src/protocol/graph.ts';
import { useCanvas } from './canvas-context.ts';
import { toReact } from './drawn.tsx';
import { domId, type LineEdge as LineEdgeType } from './flow-elements.ts';

/** One line of the canvas, drawn as in the preview, with room for the pointer and a button in its middle. */
export const LineEdge = memo(function LineEdge({ data }: EdgeProps<LineEdgeType>): ReactNode {
  const { insertAt, startLine } = useCanvas();
  const { line } = data;
  const drawn = useMemo(() => {
    const { line: picture, label, path } = drawEdge(line.edge, line.origin);
    return {
      picture: toReact(picture),
      label: label && toReact(label),
      path,
      plus: findPlus(line.edge),
      end: line.edge.points.at(-1) ?? NOWHERE,
    };
  }, [line]);
  const { origin, slot } = line;
  const { plus, end } = drawn;
  return (
    <g className={`line-group${data.isAt ? ' at' : ''}`} data-line={line.id}>
      <path
        id={domId(line.id)}
        className="line-edge"
        d={drawn.path}
        role="button"
        aria-label={data.words}
        aria-pressed={data.isAt}
      >
        <title>{data.words}</title>
      </path>
      {drawn.picture}
      {drawn.label}
      {data.isEditable && slot && (
        <g
          className="plus"
          aria-hidden="true"
          transform={`translate(${plus.x + origin.x} ${plus.y + origin.y})`}
          onClick={(event) => {
            event.stopPropagation();
            insertAt(slot, data.words);
          }}
        >
          <circle r="10" />
          <path d="M-4.5 0h9 M0-4.5v9" />
        </g>
      )}
      {data.isEditable && line.edge.transitions.length > 0 && (
        <circle
          className="end-grip nopan"
          aria-hidden="true"
          cx={end.x + origin.x}
          cy={end.y + origin.y - 4}
          r="7"
          onPointerDown={(event) => startLine(event, { kind: 'reconnect', line: line.id })}
        />
      )}
    </g>
  );
});

/** Half of the button, and what is left free beside it. */
const CLEARANCE = 12;
/** Where on the line it is looked for, the best first. */
const SHARES = [0.5, 0.62, 0.38, 0.74, 0.26, 0.84, 0.16];
const NOWHERE: Point = { x: 0, y: 0 };

/** The middle of the line, or where else its label leaves room. */
function findPlus(edge: GraphEdge): Point {
  const { points, label, labelAt, kind } = edge;
  const candidates = SHARES.map((share) => pointAlong(points, share));
  if (label === undefined || labelAt === undefined) return candidates[0] ?? NOWHERE;
  const half = labelWidth(kind, label) / 2;
  /** How far beside or above the label: below nought they touch. */
  const roomOf = ({ x, y }: Point): number =>
    Math.max(Math.abs(x - labelAt.x) - half, Math.abs(y - labelAt.y) - LABEL.height / 2) - CLEARANCE;
  const free = candidates.find((each) => roomOf(each) >= 0);
  return free ?? candidates.toSorted((one, other) => roomOf(other) - roomOf(one))[0] ?? NOWHERE;
}

function pointAlong(points: readonly Point[], share: number): Point {
  const lengths = points.slice(1).map((point, index) => {
    const before = points[index] ?? point;
    return Math.hypot(point.x - before.x, point.y - before.y);
  });
  let left = lengths.reduce((sum, each) => sum + each, 0) * share;
  for (const [index, length] of lengths.entries()) {
    const from = points[index];
    const to = points[index + 1];
    if (from === undefined || to === undefined) break;
    if (left <= length && length > 0)
      return { x: from.x + ((to.x - from.x) * left) / length, y: from.y + ((to.y - from.y) * left) / length };
    left -= length;
  }
  return points.at(-1) ?? NOWHERE;
}
