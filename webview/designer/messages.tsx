import { useEffect, useRef, useState, type ReactNode } from 'react';
import { isSelectable } from '../../src/graph/node-types.ts';
import type { GraphNode } from '../../src/protocol/graph.ts';
import { useDesigner } from './designer-context.ts';
import { isGiven } from './given.ts';
import { Icon, ICONS } from './drawn.tsx';
import type { Picture } from './picture.ts';

/** Above the canvas: that the text cannot be read now, or that nothing can be changed here. */
export function Banners(): ReactNode {
  const { state, client } = useDesigner();
  const { update } = state;
  if (update === undefined) return null;
  const [problem] = update.problems;
  const isOld = update.stale && isGiven(update.graph);
  return (
    <>
      {problem !== undefined && (
        <div className="banner" role="alert">
          <span>
            {isOld ? 'The picture is of the last text that could be read, and nothing can be changed in it. ' : ''}
            {problem.message}
          </span>
          <button type="button" className="link" onClick={() => client.tell('revealProblem', { start: problem.start })}>
            Show in text
          </button>
        </div>
      )}
      {isGiven(update.readOnly) && (
        <div className="read-only-note" role="note">
          {update.readOnly}
        </div>
      )}
    </>
  );
}

const SHOWN_MILLISECONDS = 8000;

/** What became of a gesture, in one line at the foot of the canvas, until something else is done. */
export function NoteLine(): ReactNode {
  const { state, dispatch } = useDesigner();
  const { note } = state;
  useEffect(() => {
    if (note === undefined || note.kind === 'refused') return;
    const timer = setTimeout(() => dispatch({ kind: 'note', note: undefined }), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [note, dispatch]);
  if (note === undefined) return null;
  return (
    <div className={`note-line note-${note.kind}`}>
      <span>{note.text}</span>
      <button
        type="button"
        className="tool"
        aria-label="Dismiss"
        onClick={() => dispatch({ kind: 'note', note: undefined })}
      >
        <Icon path={ICONS.close} size={12} />
      </button>
    </div>
  );
}

/** Tells a screen reader what has changed: what was done or refused, and what the workflow became. */
export function Announcer(): ReactNode {
  const { state } = useDesigner();
  const { note, update, picture, selected } = state;
  const [text, setText] = useState('');
  const before = useRef<Picture>(undefined);
  const isStale = update?.stale === true;
  const count = selected.length;
  const counted = useRef(count);
  useEffect(() => {
    if (count === counted.current) return;
    // Of one state its own name is read.
    if (count > 1 || counted.current > 1)
      setText(count === 0 ? 'Nothing is selected' : `${count} ${count === 1 ? 'state' : 'states'} selected`);
    counted.current = count;
  }, [count]);
  useEffect(() => {
    if (note !== undefined) setText(note.text);
  }, [note]);
  useEffect(() => {
    if (isStale) setText('The text cannot be read now. The picture is of the last that could.');
  }, [isStale]);
  useEffect(() => {
    const change = before.current && picture && describeChange(before.current, picture);
    before.current = picture;
    if (change !== undefined) setText(change);
  }, [picture]);
  return (
    <p className="visually-hidden announcer" aria-live="polite" role="status">
      {text}
    </p>
  );
}

const MOST_NAMES = 3;

/** `Added: Resize. Removed: Wait.`; undefined where the states are the same. */
function describeChange(before: Picture, after: Picture): string | undefined {
  const added = statesOf(after).filter(({ id }) => !before.nodes.has(id));
  const removed = statesOf(before).filter(({ id }) => !after.nodes.has(id));
  const say = (what: string, nodes: readonly GraphNode[]): string[] => {
    if (nodes.length === 0) return [];
    const names = nodes.slice(0, MOST_NAMES).map(({ type, name }) => `${type} ${name}`);
    const more = nodes.length > MOST_NAMES ? ` and ${nodes.length - MOST_NAMES} more` : '';
    return [`${what}: ${names.join(', ')}${more}.`];
  };
  const words = [...say('Added', added), ...say('Removed', removed)];
  return words.length === 0 ? undefined : words.join(' ');
}

function statesOf({ graph }: Picture): GraphNode[] {
  return graph.nodes.filter(isSelectable);
}
