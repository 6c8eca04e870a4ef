import type { ReactNode } from 'react';
import type { NodeFinding } from '../../src/protocol/designer.ts';
import { isEditable, useDesigner } from './designer-context.ts';
import { nameOf } from './picture.ts';

const SEVERITIES = { error: 'Error', warning: 'Warning', info: 'Hint' } as const;
const ORDER = ['error', 'warning', 'info'];
const MOST_SHOWN = 100;

export interface FindingListProps {
  readonly findings: readonly NodeFinding[];
  /** Of the whole workflow: each says which state it is about. */
  readonly isOfAll?: boolean;
}

/** Problems, the worst first, with what mends them. */
export function FindingList({ findings, isOfAll = false }: FindingListProps): ReactNode {
  const { state, client, follow, dispatch } = useDesigner();
  if (findings.length === 0) return null;
  const sorted = findings.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const { picture } = state;
  return (
    <section className="findings" aria-label="Problems">
      <h3>
        Problems <span className="count">{findings.length}</span>
      </h3>
      <ul>
        {sorted.slice(0, MOST_SHOWN).map((finding, index) => {
          const { node, pointer, code, severity, message, fixes, start } = finding;
          return (
            <li key={`${code} ${pointer} ${index}`} className={`finding severity-${severity}`}>
              <p>
                <b>{SEVERITIES[severity]}</b> {message} <span className="code">{code}</span>
              </p>
              <div className="finding-actions">
                {isOfAll && picture?.nodes.has(node) === true && (
                  <button
                    type="button"
                    className="link"
                    onClick={() => dispatch({ kind: 'select', id: node, show: true })}
                  >
                    {nameOf(picture, node)}
                  </button>
                )}
                <button type="button" className="link" onClick={() => client.tell('revealProblem', { start })}>
                  Show in text
                </button>
                {isEditable(state) &&
                  fixes.map((title, fix) => (
                    <button
                      key={title}
                      type="button"
                      onClick={() => void follow(client.change('fix', { code, pointer, message, fix }))}
                    >
                      {title}
                    </button>
                  ))}
              </div>
            </li>
          );
        })}
      </ul>
      {findings.length > MOST_SHOWN && <p className="quiet">And {findings.length - MOST_SHOWN} more in the text.</p>}
    </section>
  );
}
