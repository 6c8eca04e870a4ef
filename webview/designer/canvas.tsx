import { Background, BackgroundVariant, MiniMap, ReactFlow, useReactFlow } from '@xyflow/react';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { iconOf } from '../../src/graph/icons.ts';
import { isSelectable } from '../../src/graph/node-types.ts';
import type { GraphNode } from '../../src/protocol/graph.ts';
import { Navigation } from '../navigation.ts';
import { beginsBox, startBox, type Press } from './box-drag.ts';
import { CanvasProvider, type CanvasActions } from './canvas-context.ts';
import { useDesigner, type Designer } from './designer-context.ts';
import {
  domId,
  FlowElements,
  type LineEdge as LineEdgeType,
  type StateNode as StateNodeType,
} from './flow-elements.ts';
import { handleCanvasKey } from './keys.ts';
import type { KeptState } from './kept-state.ts';
import { startLine } from './line-drag.ts';
import { LineEdge } from './line-edge.tsx';
import { StateNode } from './state-node.tsx';
import { toggleRegion } from './commands.ts';
import { statesInBox } from './selection.ts';
import { bringIntoView, firstViewport, keepPlace } from './view.ts';

const NODE_TYPES = { state: StateNode };
const EDGE_TYPES = { line: LineEdge };
const MIN_ZOOM = 0.05;
const MAX_ZOOM = 3;
const PRO_OPTIONS = { hideAttribution: true };

export interface CanvasProps {
  readonly element: RefObject<HTMLDivElement | null>;
  /** Where the reader was when the page was last here. */
  readonly viewport: KeptState['viewport'];
  readonly onMove: (viewport: NonNullable<KeptState['viewport']>) => void;
}

/** The workflow as a picture that can be worked on. One stop of Tab: the arrow keys move in it. */
export function Canvas({ element, viewport, onMove }: CanvasProps): ReactNode {
  const designer = useDesigner();
  const { state, dispatch, client } = designer;
  const { picture, update, at, show } = state;
  const flow = useReactFlow<StateNodeType, LineEdgeType>();
  const elements = useRef(new FlowElements()).current;
  const nodes = elements.nodesOf(state);
  const edges = elements.edgesOf(state);
  const latest = useRef(designer);
  latest.current = designer;
  const navigation = useMemo(() => picture && new Navigation(picture.graph), [picture]);
  const actions = useCanvasActions(latest, element);
  useEffect(() => {
    const { picture: drawn } = latest.current.state;
    if (show !== undefined && drawn) bringIntoView(flow, element.current, drawn, show.id);
  }, [show, flow, element]);
  const before = useRef(picture);
  useLayoutEffect(() => {
    if (before.current && picture) keepPlace(flow, before.current, picture);
    before.current = picture;
  }, [picture, flow]);

  const choose = (id: string, event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }): void => {
    element.current?.focus({ preventScroll: true });
    const isMore = event.ctrlKey || event.metaKey || event.shiftKey;
    dispatch({ kind: 'select', id, ...(isMore ? { how: 'toggle' } : {}) });
  };
  const draw = (press: Press): void => {
    if (!beginsBox(press)) return;
    element.current?.focus({ preventScroll: true });
    startBox(press, (from, to, isMore) => {
      const { picture: drawn } = latest.current.state;
      if (drawn === undefined) return;
      const ids = statesInBox(drawn, flow.screenToFlowPosition(from), flow.screenToFlowPosition(to));
      dispatch({ kind: 'select-all', ids, isMore });
    });
  };
  const key = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (navigation !== undefined) handleCanvasKey(event, { designer, navigation, flow });
  };
  const isStale = update?.stale === true;
  return (
    <CanvasProvider value={actions}>
      <ReactFlow<StateNodeType, LineEdgeType>
        ref={element}
        className={`fanout-graph canvas${isStale ? ' stale' : ''}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        tabIndex={0}
        aria-label={`Workflow ${update?.title ?? ''}`}
        aria-describedby="designer-help"
        aria-activedescendant={at === undefined ? undefined : domId(at)}
        onKeyDown={key}
        onPointerDownCapture={draw}
        onMouseDownCapture={(event) => {
          if (!beginsBox(event)) return;
          // Else the canvas would be moved, and text be marked.
          event.preventDefault();
          event.stopPropagation();
        }}
        onInit={(instance) => {
          void instance.setViewport(viewport ?? firstViewport(picture?.graph, element.current));
        }}
        onMoveEnd={(_, moved) => onMove(moved)}
        onNodeClick={(event, { id, data }) => {
          if (!isSelectable(data.node)) return;
          choose(id, event);
          client.tell('reveal', { pointer: id, focus: false });
        }}
        onNodeDoubleClick={(_, { id, data }) => {
          if (isSelectable(data.node)) client.tell('reveal', { pointer: id, focus: true });
        }}
        onNodeContextMenu={(event, { id, data }) => {
          event.preventDefault();
          if (!isSelectable(data.node)) return;
          if (!state.selected.includes(id)) dispatch({ kind: 'select', id });
          dispatch({ kind: 'menu', at: { x: event.clientX, y: event.clientY } });
        }}
        onEdgeClick={(event, { id }) => choose(id, event)}
        onEdgeContextMenu={(event, { id }) => {
          event.preventDefault();
          dispatch({ kind: 'select', id });
          dispatch({ kind: 'menu', at: { x: event.clientX, y: event.clientY } });
        }}
        onPaneClick={({ shiftKey }) => shiftKey || dispatch({ kind: 'select', id: undefined })}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        proOptions={PRO_OPTIONS}
      >
        <Background variant={BackgroundVariant.Dots} gap={22} size={1.4} />
        {(picture?.graph.nodes.length ?? 0) > 1 && (
          <MiniMap<StateNodeType>
            pannable
            zoomable
            ariaLabel="Overview of the workflow"
            nodeClassName={({ data }) => classOnMap(data.node)}
            nodeBorderRadius={6}
          />
        )}
      </ReactFlow>
    </CanvasProvider>
  );
}

function classOnMap({ type, region }: GraphNode): string {
  if (type === 'Scope') return 'on-map scope';
  const known = iconOf(type) === undefined ? 'Unknown' : type;
  return `on-map type-${type === 'Start' || type === 'End' ? type : known}${region === 'open' ? ' open' : ''}`;
}

/** What nodes and lines may call: always on the designer of now, and always the same functions. */
function useCanvasActions(latest: RefObject<Designer>, element: RefObject<HTMLDivElement | null>): CanvasActions {
  const rename = useCallback(
    (pointer: string, name: string | undefined): void => {
      const { client, dispatch, follow, focusCanvas } = latest.current;
      dispatch({ kind: 'rename', id: undefined });
      if (name !== undefined) void follow(client.gesture({ kind: 'rename', state: pointer, name }));
      focusCanvas();
    },
    [latest],
  );
  return useMemo<CanvasActions>(
    () => ({
      rename,
      toggle: (region) => toggleRegion(latest.current, region),
      insertAt: (slot, words) =>
        latest.current.dispatch({ kind: 'dialog', dialog: { kind: 'insert', places: [{ slot, words }] } }),
      startLine: (event, line) => {
        element.current?.focus({ preventScroll: true });
        startLine(event, line, () => latest.current);
      },
    }),
    [rename, latest, element],
  );
}
