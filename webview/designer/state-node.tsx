import type { NodeProps } from '@xyflow/react';
import { memo, useMemo, type ReactNode } from 'react';
import { classOfNode, describeNode, drawNodeBody } from '../../src/graph/draw.ts';
import { CARD } from '../../src/graph/measures.ts';
import { isSelectable } from '../../src/graph/node-types.ts';
import type { NodeFinding } from '../../src/protocol/designer.ts';
import { useCanvas } from './canvas-context.ts';
import { toReact } from './drawn.tsx';
import { domId, type StateData, type StateNode as StateNodeType } from './flow-elements.ts';
import { RenameBox } from './rename-box.tsx';

/** One node of the canvas: the very drawing of the preview, with what the designer adds to it. */
export const StateNode = memo(function StateNode({ data }: NodeProps<StateNodeType>): ReactNode {
  const { node, run, isAt, isSelected, isRenaming, isEditable } = data;
  const { toggle, startLine } = useCanvas();
  const body = useMemo(() => drawNodeBody(node, run).map(toReact), [node, run]);
  const isState = isSelectable(node);
  const words = wordsOf(data);
  const marks = `${isSelected ? ' selected' : ''}${isAt ? ' at' : ''}`;
  const canLead = isEditable && isState && node.type !== 'Succeed' && node.type !== 'Fail';
  return (
    <>
      <div className={`node-frame${isState ? ' is-state' : ''}${marks}`} data-frame={node.id}>
        <svg className="node-picture" width={node.width} height={node.height} aria-hidden="true" focusable="false">
          <g className={`${classOfNode(node, run)}${marks}`}>{body}</g>
        </svg>
        {(isState || node.type === 'Missing') && (
          // Over the drawing, not around it: what a screen reader says is more than the texts that are cut to fit.
          <div
            id={domId(node.id)}
            className={`state-node${isState ? ' is-state' : ''}`}
            data-pointer={node.id}
            title={words}
            aria-label={words}
            {...(isState
              ? {
                  role: 'button',
                  'aria-pressed': isSelected,
                  'aria-expanded': node.region === undefined ? undefined : node.region === 'open',
                }
              : { role: 'img' })}
          />
        )}
        {data.findings.length > 0 && <FindingBadge findings={data.findings} />}
        {data.cost !== undefined && run?.progress === undefined && (
          <CostBar share={data.cost.share} text={data.cost.text} />
        )}
        {node.region !== undefined && (
          <span
            className="fold"
            aria-hidden="true"
            data-open={node.region === 'open'}
            onClick={(event) => {
              event.stopPropagation();
              toggle(node.id);
            }}
          >
            <svg viewBox="0 0 18 18" width="14" height="14" className="icon-line">
              <path d="M4 7l5 5 5-5" />
            </svg>
          </span>
        )}
        {canLead && (
          <span
            className="grip nopan"
            aria-hidden="true"
            onPointerDown={(event) => startLine(event, { kind: 'connect', from: node.id })}
          />
        )}
      </div>
      {isRenaming && <RenameBox node={node} />}
      <Ends />
    </>
  );
});

/** Where the canvas library looks for the ends of lines; it measures them though it was told. */
function Ends(): ReactNode {
  return (
    <>
      <span className="line-end target" data-handlepos="top" />
      <span className="line-end source" data-handlepos="bottom" />
    </>
  );
}

/** `Task Resize, lambda:invoke, retry, 2 problems, the worst an error, $0.40 a run`. */
function wordsOf({ node, run, findings, cost }: StateData): string {
  const worst = worstOf(findings);
  const count = `${findings.length} ${findings.length === 1 ? 'problem' : 'problems'}`;
  return [
    describeNode(node, run),
    ...(worst === undefined ? [] : [findings.length === 1 ? `1 ${SEVERITIES[worst]}` : `${count}, the worst ${worst}`]),
    ...(cost === undefined ? [] : [cost.text]),
  ].join(', ');
}

const SEVERITIES = { error: 'error', warning: 'warning', info: 'hint' } as const;
const SIGNS = { error: '✕', warning: '!', info: 'i' } as const;

function worstOf(findings: readonly NodeFinding[]): NodeFinding['severity'] | undefined {
  return (['error', 'warning', 'info'] as const).find((each) => findings.some(({ severity }) => severity === each));
}

function FindingBadge({ findings }: Pick<StateData, 'findings'>): ReactNode {
  const worst = worstOf(findings) ?? 'info';
  return (
    <span className={`finding-badge severity-${worst}`} aria-hidden="true">
      {SIGNS[worst]} {findings.length}
    </span>
  );
}

/** A share of the bill, along the foot of a card's header. */
function CostBar({ share, text }: { readonly share: number; readonly text: string }): ReactNode {
  const percent = Math.round(share * 100);
  return (
    <span className="cost-bar" aria-hidden="true" title={text} style={{ top: CARD.height - 7 }}>
      <span style={{ width: `${Math.max(2, percent)}%` }} />
      <b>{percent === 0 ? '<1' : percent} %</b>
    </span>
  );
}
