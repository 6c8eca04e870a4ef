import { useReactFlow, useViewport } from '@xyflow/react';
import { useCallback, useRef, useState, type ReactNode, type RefObject } from 'react';
import { commandsFor } from './commands.ts';
import { isEditable, useDesigner } from './designer-context.ts';
import { Icon, ICONS } from './drawn.tsx';
import { drawPng } from './export-png.ts';
import { Menu, type MenuItem } from './menu.tsx';
import { messageOf } from '../page.ts';
import { isCalm } from './view.ts';

interface ToolButtonProps {
  readonly label: string;
  readonly icon: keyof typeof ICONS;
  readonly onClick: () => void;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly hasMenu?: boolean;
  readonly element?: RefObject<HTMLButtonElement | null>;
}

export function ToolButton({
  label,
  icon,
  onClick,
  isPressed,
  isDisabled,
  hasMenu,
  element,
}: ToolButtonProps): ReactNode {
  return (
    <button
      ref={element}
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      aria-haspopup={hasMenu ? 'menu' : undefined}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon path={ICONS[icon]} />
    </button>
  );
}

/** What is done with the workflow as a whole. Arrows move in it: one stop of Tab. */
export function Toolbar(): ReactNode {
  const designer = useDesigner();
  const { state, dispatch, client } = designer;
  const editable = isEditable(state);
  const insert = commandsFor(designer).find(({ id }) => id === 'insert');
  return (
    <div className="top-bar" role="group" aria-label="Workflow">
      <ToolButton
        label="Show the palette"
        icon="palette"
        isPressed={state.sidebar && editable}
        isDisabled={!editable}
        onClick={() => dispatch({ kind: 'sidebar' })}
      />
      <button
        type="button"
        className="primary"
        disabled={!editable || insert === undefined}
        onClick={() => insert?.run()}
      >
        <Icon path={ICONS.plus} size={14} /> Insert
      </button>
      <span className="bar-gap" />
      <ToolButton label="Undo" icon="undo" isDisabled={!editable} onClick={() => client.travel('undo')} />
      <ToolButton label="Redo" icon="redo" isDisabled={!editable} onClick={() => client.travel('redo')} />
      <span className="bar-gap" />
      <ToolButton
        label="Find a state"
        icon="search"
        onClick={() => dispatch({ kind: 'dialog', dialog: { kind: 'search' } })}
      />
      <span className="bar-title">{state.update?.title}</span>
      <ExportButton />
      <ToolButton
        label="Keys of the designer"
        icon="help"
        onClick={() => dispatch({ kind: 'dialog', dialog: { kind: 'help' } })}
      />
    </div>
  );
}

function ExportButton(): ReactNode {
  const { state, client, dispatch } = useDesigner();
  const [at, setAt] = useState<{ x: number; y: number }>();
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setAt(undefined);
    button.current?.focus();
  }, []);
  const { picture, update, snapshot } = state;
  const save = (format: 'svg' | 'mermaid'): void => client.tell('export', { format, data: undefined });
  const savePng = async (): Promise<void> => {
    if (picture === undefined) return;
    try {
      const data = await drawPng(picture.graph, { title: update?.title ?? 'Workflow', snapshot });
      await client.ask('export', { format: 'png', data });
    } catch (error) {
      dispatch({ kind: 'note', note: { kind: 'refused', text: messageOf(error) } });
    }
  };
  const items: MenuItem[] = [
    { id: 'svg', label: 'Save as SVG…', run: () => save('svg') },
    { id: 'png', label: 'Save as PNG…', run: () => void savePng() },
    { id: 'mermaid', label: 'Save as Mermaid…', run: () => save('mermaid') },
  ];
  return (
    <>
      <ToolButton
        element={button}
        label="Save the picture"
        icon="download"
        hasMenu
        isDisabled={picture === undefined}
        onClick={() => {
          const box = button.current?.getBoundingClientRect();
          setAt({ x: (box?.right ?? 0) - 160, y: (box?.bottom ?? 0) + 4 });
        }}
      />
      {at !== undefined && <Menu label="Save the picture" items={items} at={at} onClose={close} />}
    </>
  );
}

/** Below the canvas: what the wheel and the keys do. */
export function ZoomBar(): ReactNode {
  const flow = useReactFlow();
  const { zoom } = useViewport();
  const how = (): { duration?: number } => (isCalm() ? {} : { duration: 120 });
  return (
    <div className="zoom-bar" role="group" aria-label="Zoom">
      <ToolButton label="Zoom out" icon="minus" onClick={() => void flow.zoomOut(how())} />
      <button
        type="button"
        className="tool zoom-level"
        aria-label={`Zoom is ${Math.round(zoom * 100)} %: back to 100 %`}
        title="Zoom to 100 %"
        onClick={() => void flow.zoomTo(1, how())}
      >
        {Math.round(zoom * 100)} %
      </button>
      <ToolButton label="Zoom in" icon="plus" onClick={() => void flow.zoomIn(how())} />
      <ToolButton
        label="Fit in view"
        icon="fit"
        onClick={() => void flow.fitView({ padding: 0.05, maxZoom: 1.5, ...how() })}
      />
    </div>
  );
}
