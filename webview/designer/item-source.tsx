import { useState, type ReactNode } from 'react';
import { isJsonObject, type JsonValue } from '../../src/asl/json.ts';
import type { FormSection } from '../../src/design/form.ts';
import { bucketOf, choosePlace, type ItemPlace } from '../../src/design/item-place.ts';
import type { BucketListing } from '../../src/protocol/designer.ts';
import { messageOf } from '../page.ts';
import { useDesigner } from './designer-context.ts';
import { Dialog } from './dialog.tsx';

/** Whether a section reads from a bucket or writes to one: its place can be looked for. */
export function hasBrowser({ pointer }: FormSection): boolean {
  return /\/(ItemReader|ResultWriter)$/.test(pointer);
}

interface ItemSourceProps {
  readonly section: FormSection;
  readonly state: string;
  readonly isEditable: boolean;
}

/** Where a distributed Map reads its items or writes its results: found by looking, with the first items to see. */
export function ItemSource({ section, state, isEditable }: ItemSourceProps): ReactNode {
  const { client } = useDesigner();
  const [isOpen, setOpen] = useState(false);
  const [first, setFirst] = useState<readonly string[]>();
  const [problem, setProblem] = useState<string>();
  const isReader = section.pointer.endsWith('/ItemReader');
  const look = async (): Promise<void> => {
    setProblem(undefined);
    setFirst(undefined);
    try {
      setFirst((await client.ask('firstItems', { pointer: state })).items);
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  return (
    <div className="item-source">
      <div className="add-objects">
        {isEditable && (
          <button type="button" onClick={() => setOpen(true)}>
            {isReader ? 'Choose the File…' : 'Choose the Place…'}
          </button>
        )}
        {isReader && (
          <button type="button" onClick={() => void look()}>
            Show the First Items
          </button>
        )}
      </div>
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      {first !== undefined && <ItemTable items={first} />}
      {isOpen && <BucketBrowser section={section} isReader={isReader} onClose={() => setOpen(false)} />}
    </div>
  );
}

const LONGEST_CELL = 60;

/** Items as a table: a column for each key, where they are objects. */
function ItemTable({ items }: { readonly items: readonly string[] }): ReactNode {
  const values = items.map((item) => JSON.parse(item) as JsonValue);
  const objects = values.every(isJsonObject) ? values : undefined;
  const keys = objects && [...new Set(objects.flatMap((each) => Object.keys(each)))];
  const show = (value: JsonValue | undefined): string => {
    const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
  };
  if (items.length === 0) return <p className="quiet">There are no items.</p>;
  return (
    <div className="item-table" tabIndex={0} role="region" aria-label="The first items">
      <table>
        <thead>
          <tr>{keys ? keys.map((key) => <th key={key}>{key}</th>) : <th>Item</th>}</tr>
        </thead>
        <tbody>
          {values.map((value, index) => (
            <tr key={index}>
              {keys ? keys.map((key) => <td key={key}>{show(objects[index]?.[key])}</td>) : <td>{show(value)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface BrowserProps {
  readonly section: FormSection;
  readonly isReader: boolean;
  readonly onClose: () => void;
}

function BucketBrowser({ section, isReader, onClose }: BrowserProps): ReactNode {
  const { client, follow } = useDesigner();
  const [at, setAt] = useState({ bucket: '', prefix: '' });
  const [name, setName] = useState(() => bucketOf(section));
  const [listing, setListing] = useState<BucketListing>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const go = async (to: { bucket: string; prefix: string }): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      setListing(await client.ask('browse', to));
      setAt(to);
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const choose = (place: ItemPlace): void => {
    onClose();
    void follow(client.gesture(choosePlace(section, place)));
  };
  const up = at.prefix.replace(/[^/]*\/$/, '');
  return (
    <Dialog title={isReader ? 'Choose what is read' : 'Choose where results go'} onClose={onClose} className="browser">
      <form
        className="where"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void go({ bucket: name.trim(), prefix: '' });
        }}
      >
        <label>
          Bucket{' '}
          <input
            type="text"
            autoFocus
            value={name}
            spellCheck={false}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button type="submit">{name.trim() === '' ? 'Show the Buckets of the Project' : 'Open'}</button>
      </form>
      {problem !== undefined && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <p className="quiet" role="status">
        {isBusy ? 'Reading…' : at.bucket === '' ? '' : `s3://${at.bucket}/${at.prefix}`}
      </p>
      {listing !== undefined && (
        <ul className="listing">
          {at.prefix !== '' && (
            <li>
              <button
                type="button"
                className="link"
                onClick={() => void go({ ...at, prefix: up === at.prefix ? '' : up })}
              >
                ⬑ Up
              </button>
            </li>
          )}
          {listing.folders.map((folder) => (
            <li key={folder}>
              <button
                type="button"
                className="link"
                onClick={() => {
                  if (at.bucket === '') setName(folder);
                  void go(at.bucket === '' ? { bucket: folder, prefix: '' } : { ...at, prefix: folder });
                }}
              >
                {at.bucket === '' ? folder : folder.slice(at.prefix.length)}
              </button>
            </li>
          ))}
          {listing.objects.map((object) => (
            <li key={object.key}>
              {isReader ? (
                <button type="button" className="link" onClick={() => choose({ bucket: at.bucket, key: object.key })}>
                  {object.key.slice(at.prefix.length)}
                </button>
              ) : (
                object.key.slice(at.prefix.length)
              )}
              <span className="quiet"> {showSize(object.size)}</span>
            </li>
          ))}
        </ul>
      )}
      {listing?.truncated === true && <p className="quiet">There is more: only the first were listed.</p>}
      <div className="panel-actions">
        {at.bucket !== '' && (
          <button type="button" onClick={() => choose(at)}>
            Use {at.prefix === '' ? 'the Whole Bucket' : 'This Folder'}
          </button>
        )}
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = -1;
  for (; size >= 1024 && unit < units.length - 1; unit++) size /= 1024;
  return `${size.toLocaleString('en-US', { maximumFractionDigits: 1 })} ${units[unit] ?? ''}`;
}
