import { useState, type ReactNode } from 'react';
import { iconOf, UNKNOWN_ICON } from '../../src/graph/icons.ts';
import { isSelectable } from '../../src/graph/node-types.ts';
import { detailOf } from '../../src/graph/measures.ts';
import type { GraphNode } from '../../src/protocol/graph.ts';
import { commandsFor } from './commands.ts';
import { isEditable, useDesigner } from './designer-context.ts';
import { isGiven } from './given.ts';
import { Icon, ICONS } from './drawn.tsx';
import { FindingList } from './finding-list.tsx';
import { describeLine, type Line } from './picture.ts';
import { StateFormView } from './state-form.tsx';
import { ToolButton } from './toolbar.tsx';

/** Pixels from which on there is room for the properties beside the canvas. */
const WIDE = 620;

/** What is known of what is selected, and what of it can be changed. */
export function Panel(): ReactNode {
  const { state } = useDesigner();
  const { picture, at, selected } = state;
  const [isOpen, setOpen] = useState(() => window.innerWidth >= WIDE);
  const line = at === undefined ? undefined : picture?.lines.get(at);
  const node = at === undefined ? undefined : picture?.nodes.get(at);
  return (
    <aside className={`panel${isOpen ? '' : ' closed'}`} aria-label="Properties">
      <button
        type="button"
        className="panel-toggle"
        aria-expanded={isOpen}
        aria-label="Properties"
        title={isOpen ? 'Hide the properties' : 'Show the properties'}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon path={isOpen ? 'M7 4l5 5-5 5' : 'M11 4 6 9l5 5'} size={12} />
      </button>
      {isOpen && (
        <div className="panel-body">
          {selected.length > 1 ? (
            <Several count={selected.length} />
          ) : line ? (
            <LineView line={line} />
          ) : node && isSelectable(node) ? (
            <StateView key={node.id} node={node} />
          ) : (
            <Overview />
          )}
        </div>
      )}
    </aside>
  );
}

function StateView({ node }: { readonly node: GraphNode }): ReactNode {
  const { state, dispatch, client } = useDesigner();
  const { update } = state;
  const findings = update?.findings?.filter((finding) => finding.node === node.id) ?? [];
  const cost = update?.costs.find(({ pointer }) => pointer === node.id);
  return (
    <>
      <header className="panel-head fanout-graph">
        <span className={`tile type-${node.type}`}>
          <Icon path={iconOf(node.type) ?? UNKNOWN_ICON} size={18} />
        </span>
        <div className="panel-name">
          <h2>{node.name}</h2>
          <p>{detailOf(node.type, node.marks)}</p>
        </div>
        {isEditable(state) && (
          <ToolButton label="Rename (F2)" icon="pencil" onClick={() => dispatch({ kind: 'rename', id: node.id })} />
        )}
        <ToolButton
          label="Show in text"
          icon="text"
          onClick={() => client.tell('reveal', { pointer: node.id, focus: true })}
        />
        <MenuButton />
      </header>
      {cost !== undefined && (
        <p className="panel-cost">
          <span className="share" aria-hidden="true">
            <span style={{ width: `${Math.max(1, Math.round(cost.share * 100))}%` }} />
          </span>
          {cost.text}
        </p>
      )}
      <FindingList findings={findings} />
      <StateFormView pointer={node.id} />
    </>
  );
}

function MenuButton(): ReactNode {
  const { dispatch } = useDesigner();
  return (
    <button
      type="button"
      className="tool"
      aria-label="Actions"
      title="Actions (Shift+F10)"
      aria-haspopup="menu"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        dispatch({ kind: 'menu', at: { x: box.right - 220, y: box.bottom + 4 } });
      }}
    >
      <Icon path={ICONS.more} />
    </button>
  );
}

const ONE: Readonly<Record<string, string>> = { choice: 'Choice rule', default: 'Default', catch: 'Catcher' };
const SEVERAL: Readonly<Record<string, string>> = { choice: 'choice rules', catch: 'catchers' };

function LineView({ line }: { readonly line: Line }): ReactNode {
  const designer = useDesigner();
  const { picture } = designer.state;
  const { kind, transitions } = line.edge;
  const title = transitions.length > 1 ? `${transitions.length} ${SEVERAL[kind] ?? 'lines'}` : (ONE[kind] ?? 'Line');
  return (
    <>
      <header className="panel-head">
        <div className="panel-name">
          <h2>{title}</h2>
          <p>{picture && describeLine(picture, line)}</p>
        </div>
      </header>
      <div className="panel-actions">
        {commandsFor(designer)
          .filter(({ id }) => id !== 'paste')
          .map(({ id, label, keys, run }) => (
            <button key={id} type="button" onClick={run}>
              {label} <kbd>{keys[0]}</kbd>
            </button>
          ))}
      </div>
    </>
  );
}

function Several({ count }: { readonly count: number }): ReactNode {
  const designer = useDesigner();
  return (
    <>
      <header className="panel-head">
        <div className="panel-name">
          <h2>{count} states</h2>
          <p>What is done now is done to all of them.</p>
        </div>
      </header>
      <div className="panel-actions">
        {commandsFor(designer)
          .filter(({ id }) => ['wrap-map', 'wrap-parallel', 'duplicate', 'copy', 'cut', 'delete'].includes(id))
          .map(({ id, label, keys, run }) => (
            <button key={id} type="button" onClick={run}>
              {label} <kbd>{keys[0]}</kbd>
            </button>
          ))}
      </div>
    </>
  );
}

/** Of the workflow as a whole, while nothing is selected. */
function Overview(): ReactNode {
  const { state } = useDesigner();
  const { update, picture } = state;
  const states = picture?.graph.nodes.filter(isSelectable) ?? [];
  const findings = update?.findings;
  return (
    <>
      <header className="panel-head">
        <div className="panel-name">
          <h2>{update?.title}</h2>
          <p>
            {states.length} {states.length === 1 ? 'state' : 'states'}
            {isGiven(update?.readOnly) ? ', read-only' : ''}
          </p>
        </div>
      </header>
      {isGiven(findings) ? <FindingList findings={findings} isOfAll /> : <p className="quiet">Looking for problems…</p>}
      {findings?.length === 0 && <p className="quiet">No problems were found. Select a state to see its properties.</p>}
    </>
  );
}
