import { useEffect, useRef, type ReactNode } from 'react';
import type { GraphNode } from '../../src/protocol/graph.ts';
import { useCanvas } from './canvas-context.ts';

/** A state's name may have 80 characters. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-states.html */
const LONGEST_NAME = 80;

/** The name of a state as a text to write, in its place. Enter takes it, Escape leaves it. */
export function RenameBox({ node }: { readonly node: GraphNode }): ReactNode {
  const { rename } = useCanvas();
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    input.current?.select();
  }, []);
  const end = (name: string | undefined): void => {
    if (isDone.current) return;
    isDone.current = true;
    rename(node.id, name === undefined || name === '' || name === node.name ? undefined : name);
  };
  return (
    <input
      ref={input}
      className="rename-box nodrag nopan"
      type="text"
      maxLength={LONGEST_NAME}
      aria-label={`New name of ${node.name}`}
      defaultValue={node.name}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') end(event.currentTarget.value);
        else if (event.key === 'Escape') end(undefined);
      }}
      onBlur={(event) => end(event.currentTarget.value)}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    />
  );
}
