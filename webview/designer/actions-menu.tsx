import { useCallback, type ReactNode } from 'react';
import { commandsFor, type Command } from './commands.ts';
import { useDesigner } from './designer-context.ts';
import { Menu, type MenuItem } from './menu.tsx';

const GROUPS: readonly Command['group'][] = ['insert', 'lines', 'structure', 'clipboard', 'view'];

/** All that can be done to what is selected. */
export function ActionsMenu(): ReactNode {
  const designer = useDesigner();
  const { state, dispatch, focusCanvas } = designer;
  const close = useCallback(() => {
    dispatch({ kind: 'menu', at: undefined });
    focusCanvas();
  }, [dispatch, focusCanvas]);
  if (state.menu === undefined) return null;
  const commands = commandsFor(designer);
  const items = GROUPS.flatMap((group) =>
    commands
      .filter((command) => command.group === group)
      .map(({ id, label, keys: [key], run }, index): MenuItem => {
        const shown = key === ' ' ? 'Space' : key;
        return { id, label, keys: shown, startsGroup: index === 0, run };
      }),
  );
  if (items.length === 0) return null;
  return <Menu label="Actions" items={items} at={state.menu} onClose={close} />;
}
