import type { JsonObject } from '../../asl/json.ts';
import type { Disk } from './disk.ts';
import { JournalFile, openJournalFile } from './journal-file.ts';

/** What the catalog tells of: revisions by number, the others by ARN. */
export type CatalogKind = 'revision' | 'machine' | 'activity' | 'tags';

/** Below this, what is out of date is not worth writing the file anew. */
const LEAST_BYTES = 1024 * 1024;

/**
 * What is there besides executions: an append-only file of entries, of which the last of a key counts. It is written
 * anew when most of it is out of date.
 */
export class Catalog {
  readonly #disk: Disk;
  readonly #path: string;
  #file: JournalFile;
  /** JSON texts by kind and key, in the order in which keys came first. */
  readonly #entries: Readonly<Record<CatalogKind, Map<string, string>>> = {
    revision: new Map(),
    machine: new Map(),
    activity: new Map(),
    tags: new Map(),
  };
  /** The file's size when it was written anew, or opened. */
  #compactBytes = 0;

  /** Throws DataFolderError for a damaged file. */
  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.#path = path;
    disk.remove(`${path}.new`);
    this.#file = openJournalFile(disk, path, ({ head }) => {
      const [kind, key, value] = head as [CatalogKind, string, JsonObject | null];
      const entries = this.#entries[kind] as Map<string, string> | undefined;
      if (entries === undefined) throw new SyntaxError('An entry is of an unknown kind.');
      if (value === null) entries.delete(key);
      else entries.set(key, JSON.stringify(value));
    });
    this.#compactBytes = this.#file.size;
  }

  list(kind: CatalogKind): readonly (readonly [key: string, value: JsonObject])[] {
    return [...this.#entries[kind]].map(([key, text]) => [key, JSON.parse(text) as JsonObject]);
  }

  put(kind: CatalogKind, key: string, value: JsonObject): void {
    const text = JSON.stringify(value);
    if (this.#entries[kind].get(key) === text) return;
    this.#entries[kind].set(key, text);
    this.#add(kind, key, text);
  }

  /** Removes all of a kind but these. */
  keepOnly(kind: CatalogKind, keys: ReadonlySet<string>): void {
    for (const key of [...this.#entries[kind].keys()]) {
      if (keys.has(key)) continue;
      this.#entries[kind].delete(key);
      this.#add(kind, key, 'null');
    }
  }

  get isGrown(): boolean {
    return this.#file.size > LEAST_BYTES + 2 * this.#compactBytes;
  }

  /** Throws what the disk throws. */
  flush(): void {
    this.#file.flush();
  }

  /** Writes the file anew. Where that fails the old one goes on. */
  compact(): void {
    const path = `${this.#path}.new`;
    try {
      const file = new JournalFile(this.#disk, path, 0);
      for (const [kind, entries] of Object.entries(this.#entries))
        for (const [key, text] of entries) file.add(`["${kind}",${JSON.stringify(key)},${text}]`);
      file.flush();
      this.#disk.rename(path, this.#path);
      this.#file = new JournalFile(this.#disk, this.#path, file.size);
    } catch {
      this.#disk.remove(path);
    }
    this.#compactBytes = this.#file.size;
  }

  #add(kind: CatalogKind, key: string, text: string): void {
    this.#file.add(`["${kind}",${JSON.stringify(key)},${text}]`);
  }
}
