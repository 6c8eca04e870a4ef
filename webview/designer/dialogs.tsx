import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { detailOf } from '../../src/graph/measures.ts';
import { iconOf, UNKNOWN_ICON } from '../../src/graph/icons.ts';
import { isSelectable } from '../../src/graph/node-types.ts';
import type { GraphNode } from '../../src/protocol/graph.ts';
import { commandsFor, insertPreset } from './commands.ts';
import { useDesigner } from './designer-context.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './drawn.tsx';
import { OTHER_KEYS } from './keys.ts';
import { presetItems } from './palette.tsx';
import { PickList, type PickItem } from './pick-list.tsx';
import { describeLine, nameOf, neighboursOf, type Place } from './picture.ts';

/** The dialog that is open, if one is. */
export function Dialogs(): ReactNode {
  const { state, focusCanvas } = useDesigner();
  const { dialog, picture } = state;
  const wasOpen = useRef(false);
  useEffect(() => {
    // The rest of the page takes no focus while a dialog is open: the keyboard goes back when it is gone.
    if (wasOpen.current && dialog === undefined) focusCanvas();
    wasOpen.current = dialog !== undefined;
  }, [dialog, focusCanvas]);
  if (dialog === undefined) return null;
  switch (dialog.kind) {
    case 'insert':
      return <InsertDialog places={dialog.places} />;
    case 'connect':
      return <LeadDialog from={dialog.from} what={`Lead ${nameIn(dialog.from)} to`} />;
    case 'reconnect': {
      const line = picture?.lines.get(dialog.line);
      const what =
        picture && line ? `Lead the line ${describeLine(picture, line).replace(/^F/, 'f')} to` : 'Lead the line to';
      return <LeadDialog from={line?.edge.from ?? ''} transitions={line?.edge.transitions ?? []} what={what} />;
    }
    case 'search':
      return <SearchDialog />;
    case 'help':
      return <HelpDialog />;
  }
  function nameIn(id: string): string {
    return picture === undefined ? id : nameOf(picture, id);
  }
}

/** Closes the dialog that is open. */
function useClose(): () => void {
  const { dispatch } = useDesigner();
  return () => dispatch({ kind: 'dialog', dialog: undefined });
}

function InsertDialog({ places }: { readonly places: readonly Place[] }): ReactNode {
  const designer = useDesigner();
  const close = useClose();
  const [chosen, setChosen] = useState(0);
  const presets = designer.state.update?.presets;
  const items = useMemo(() => presetItems(presets ?? []), [presets]);
  const place = places[chosen];
  return (
    <Dialog title="Insert a state" onClose={close} className="insert-dialog fanout-graph">
      {places.length > 1 ? (
        <label className="where">
          Where
          <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {places.map(({ words }, index) => (
              <option key={words + String(index)} value={index}>
                {words}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <p className="where">{place?.words}</p>
      )}
      <PickList
        label="Find a state to insert"
        items={items}
        empty="Nothing is called so."
        autoFocus
        onPick={(preset) => {
          close();
          insertPreset(designer, preset, place?.slot);
        }}
      />
    </Dialog>
  );
}

interface LeadProps {
  readonly from: string;
  readonly what: string;
  /** Of the line that is moved; none: a new one is made. */
  readonly transitions?: readonly string[];
}

const END = '#the end';

function LeadDialog({ from, what, transitions }: LeadProps): ReactNode {
  const { state, client, follow } = useDesigner();
  const close = useClose();
  const { picture } = state;
  const items = picture === undefined ? [] : neighboursOf(picture, from).map(stateItem);
  const lead = (to: string): void => {
    close();
    if (transitions === undefined) void follow(client.gesture({ kind: 'connect', from, to }));
    else void follow(client.gesture({ kind: 'reconnect', transitions, ...(to === END ? {} : { to }) }));
  };
  const end: PickItem[] = transitions === undefined ? [] : [{ id: END, label: 'The end of its flow' }];
  return (
    <Dialog title={what} onClose={close} className="fanout-graph">
      <PickList
        label="Find a state"
        items={[...items, ...end]}
        empty="There is no other state in this flow."
        autoFocus
        onPick={lead}
      />
    </Dialog>
  );
}

function stateItem(node: GraphNode): PickItem {
  return {
    id: node.id,
    label: node.name,
    about: detailOf(node.type, node.marks),
    className: `type-${node.type}`,
    icon: (
      <span className="tile">
        <Icon path={iconOf(node.type) ?? UNKNOWN_ICON} />
      </span>
    ),
  };
}

function SearchDialog(): ReactNode {
  const { state, dispatch, client } = useDesigner();
  const close = useClose();
  const graph = state.picture?.graph;
  const items = useMemo(() => (graph?.nodes ?? []).filter(isSelectable).map(stateItem), [graph]);
  return (
    <Dialog title="Find a state" onClose={close} className="fanout-graph">
      <PickList
        label="Its name, or what it is"
        items={items}
        empty="No state is called so."
        autoFocus
        onPick={(id) => {
          close();
          dispatch({ kind: 'select', id, show: true });
          client.tell('reveal', { pointer: id, focus: false });
        }}
      />
    </Dialog>
  );
}

function HelpDialog(): ReactNode {
  const designer = useDesigner();
  const close = useClose();
  const commands = commandsFor(designer).filter(({ keys }) => keys.length > 0);
  const named = commands.map(({ keys, label }) => [keys.map(showKey).join(', '), label.replace('…', '')] as const);
  return (
    <Dialog title="Keys of the designer" onClose={close} className="help-dialog">
      <KeyTable title="Moving about" rows={OTHER_KEYS} />
      {named.length > 0 && <KeyTable title="What is selected" rows={named} />}
      <button type="button" className="primary" autoFocus onClick={close}>
        Close
      </button>
    </Dialog>
  );
}

const showKey = (key: string): string => (key === ' ' ? 'Space' : key);

function KeyTable({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}): ReactNode {
  return (
    <table className="keys">
      <caption>{title}</caption>
      <tbody>
        {rows.map(([keys, what]) => (
          <tr key={keys + what}>
            <th scope="row">
              <kbd>{keys}</kbd>
            </th>
            <td>{what}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
