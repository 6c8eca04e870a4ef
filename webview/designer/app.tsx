import { useCallback, useEffect, useMemo, useReducer, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { GestureAnswer } from '../../src/protocol/designer.ts';
import { messageOf, type PageContext } from '../page.ts';
import { ActionsMenu } from './actions-menu.tsx';
import { Canvas } from './canvas.tsx';
import type { Client } from './client.ts';
import { keyOf } from './commands.ts';
import { DesignerProvider, isEditable, type Designer } from './designer-context.ts';
import { isGiven } from './given.ts';
import { Dialogs } from './dialogs.tsx';
import type { KeptState } from './kept-state.ts';
import { Announcer, Banners, NoteLine } from './messages.tsx';
import { Palette } from './palette.tsx';
import { Panel } from './panel.tsx';
import { Start } from './start.tsx';
import { initialState, reduce } from './state.ts';
import { Toolbar, ZoomBar } from './toolbar.tsx';

export interface AppProps {
  readonly client: Client;
  readonly kept: KeptState;
  readonly keep: (state: KeptState) => void;
  readonly report: PageContext['report'];
}

const HELP = 'Arrow keys follow the flow, Enter goes into a region, A inserts, the question mark shows all keys.';

export function App({ client, kept, keep, report }: AppProps): ReactNode {
  const [state, dispatch] = useReducer(reduce, kept, initialState);
  const canvas = useRef<HTMLDivElement>(null);
  const viewport = useRef(kept.viewport);
  const focusCanvas = useCallback(() => canvas.current?.focus({ preventScroll: true }), []);
  const follow = useCallback(
    async (answer: Promise<GestureAnswer>): Promise<boolean> => {
      try {
        const { refused, says, select } = await answer;
        const text = refused ?? says;
        const kind = isGiven(refused) ? 'refused' : 'done';
        dispatch({ kind: 'note', note: isGiven(text) ? { kind, text } : undefined });
        if (isGiven(select)) dispatch({ kind: 'want', id: select });
        return kind === 'done';
      } catch (error) {
        dispatch({ kind: 'note', note: { kind: 'refused', text: messageOf(error) } });
        return false;
      }
    },
    [dispatch],
  );
  const designer = useMemo<Designer>(
    () => ({ state, client, dispatch, follow, focusCanvas }),
    [state, client, follow, focusCanvas],
  );

  useEffect(() => {
    const subscriptions = [
      client.on('update', (update) => {
        client.seen(update.documentVersion);
        dispatch({ kind: 'update', update });
      }),
      client.on('annotations', (annotations) => dispatch({ kind: 'annotations', annotations })),
      client.on('snapshot', ({ snapshot }) => dispatch({ kind: 'snapshot', snapshot: snapshot ?? undefined })),
      client.on('select', ({ pointer }) => {
        // While somebody works here, the text's cursor only follows: it must not take the selection away. A page that
        // the focus has left still has its active element.
        const page = canvas.current?.parentElement?.closest('.designer');
        if (document.hasFocus() && page?.contains(document.activeElement) === true) return;
        if (isGiven(pointer)) dispatch({ kind: 'want', id: pointer });
      }),
    ];
    client.ask('ready', { collapsed: kept.collapsed }).catch((error: unknown) => report(messageOf(error)));
    return () => subscriptions.forEach((each) => each.dispose());
  }, [client, kept, report]);

  const { collapsed, selected, sample, sidebar, update } = state;
  const keepNow = useCallback((): void => {
    keep({ viewport: viewport.current, collapsed, selected: selected[0], sample, sidebar });
  }, [keep, collapsed, selected, sample, sidebar]);
  useEffect(keepNow, [keepNow]);
  const told = useRef(collapsed);
  useEffect(() => {
    if (told.current === collapsed) return;
    told.current = collapsed;
    client.tell('collapse', { collapsed });
  }, [client, collapsed]);

  const isBlank = isGiven(update?.graph) && update.graph.nodes.length === 0;
  const wasBlank = useRef(false);
  useEffect(() => {
    // The list to begin with is gone, and the focus that it had; nobody is disturbed who writes in the text.
    if (wasBlank.current && !isBlank && document.hasFocus()) focusCanvas();
    wasBlank.current = isBlank;
  }, [isBlank, focusCanvas]);
  return (
    <DesignerProvider value={designer}>
      <div className="designer" onKeyDown={(event) => keepKeys(event, designer)}>
        <h1 className="visually-hidden">Workflow {update?.title}</h1>
        <p id="designer-help" className="visually-hidden">
          {HELP}
        </p>
        <Toolbar />
        <Banners />
        <div className="columns">
          {state.sidebar && isEditable(state) && !isBlank && <Palette />}
          <div className="middle">
            {update === undefined ? (
              <p className="empty">Reading the workflow…</p>
            ) : isBlank || !isGiven(update.graph) ? (
              <Start />
            ) : (
              <>
                <Canvas
                  element={canvas}
                  viewport={viewport.current}
                  onMove={(moved) => {
                    viewport.current = moved;
                    keepNow();
                  }}
                />
                <ZoomBar />
              </>
            )}
            <NoteLine />
          </div>
          {isGiven(update?.graph) && !isBlank && <Panel />}
        </div>
        <Dialogs />
        <ActionsMenu />
        <Announcer />
      </div>
    </DesignerProvider>
  );
}

/** Keys that VS Code would take from a text field, and those that undo and redo from everywhere else. */
function keepKeys(event: KeyboardEvent, { client }: Designer): void {
  const key = keyOf(event);
  if (key !== 'Ctrl+Z' && key !== 'Ctrl+Y' && key !== 'Ctrl+Shift+Z') return;
  event.stopPropagation();
  if (event.target instanceof Element && event.target.matches('input, textarea')) return;
  event.preventDefault();
  client.travel(key === 'Ctrl+Z' ? 'undo' : 'redo');
}
