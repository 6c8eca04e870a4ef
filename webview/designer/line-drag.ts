import type { PointerEvent } from 'react';
import type { Designer } from './designer-context.ts';
import type { DrawnLine } from './canvas-context.ts';
import { startDrag } from './drag.ts';

/** Draws a line with the pointer from a state, or moves the end of one, to another state of the same flow. */
export function startLine(event: PointerEvent, line: DrawnLine, designer: () => Designer): void {
  if (event.button !== 0) return;
  event.stopPropagation();
  event.preventDefault();
  const { picture } = designer().state;
  const from = line.kind === 'connect' ? line.from : picture?.lines.get(line.line)?.edge.from;
  const scope = from === undefined ? undefined : picture?.nodes.get(from)?.parent;
  const isTarget = (element: Element): boolean => {
    const pointer = element instanceof HTMLElement ? element.dataset.frame : undefined;
    const node = pointer === undefined ? undefined : picture?.nodes.get(pointer);
    if (node === undefined || node.parent !== scope) return false;
    return element.classList.contains('is-state') || (node.type === 'End' && line.kind === 'reconnect');
  };
  const box = event.currentTarget.getBoundingClientRect();
  startDrag(event, {
    ghost: { from: originOf(line, from) ?? { x: box.left + box.width / 2, y: box.top + box.height / 2 } },
    className: 'dragging-line',
    findTarget: (under) => under.flatMap((each) => each.closest('.node-frame') ?? []).find(isTarget),
    drop: (target) => {
      const to = target instanceof HTMLElement ? target.dataset.frame : undefined;
      const now = designer();
      const { client, follow } = now;
      if (to === undefined) return;
      if (line.kind === 'connect') {
        void follow(client.gesture({ kind: 'connect', from: line.from, to }));
        return;
      }
      const transitions = now.state.picture?.lines.get(line.line)?.edge.transitions ?? [];
      const isEnd = now.state.picture?.nodes.get(to)?.type === 'End';
      void follow(client.gesture({ kind: 'reconnect', transitions, ...(isEnd ? {} : { to }) }));
    },
  });
}

/** Where a moved line begins: at the foot of the state that it leaves, if that is in view. */
function originOf(line: DrawnLine, from: string | undefined): { x: number; y: number } | undefined {
  if (line.kind === 'connect' || from === undefined) return undefined;
  const nodes = document.querySelectorAll<HTMLElement>('.node-frame');
  const box = [...nodes].find(({ dataset }) => dataset.frame === from)?.getBoundingClientRect();
  return box && { x: box.left + box.width / 2, y: box.bottom };
}
