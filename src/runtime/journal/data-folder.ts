import { join } from 'node:path';
import { BulkFiles } from './bulk-files.ts';
import { Catalog } from './catalog.ts';
import type { Disk } from './disk.ts';
import { ownFolder } from './folder-owner.ts';
import { DataFolderError, JournalFile } from './journal-file.ts';
import { RootJournal, type KnownRoot } from './root-journal.ts';
import { readRoot, type StoredRoot } from './stored-root.ts';

/** `N.journal`, and beside it `N.bulk.0` and so on. */
const ROOT_FILE = /^(\d+)\.journal$/;
const BULK_FILE = /^(\d+)\.bulk\.(\d+)$/;

/**
 * A data folder and all that is written to it. What is told within one turn of the event loop is handed to the kernel
 * at its end, and before an answer leaves: it then outlives this process, however that ends. Nothing is forced onto the
 * disk: a machine that loses its power may lose the last seconds.
 */
export class DataFolder {
  readonly path: string;
  readonly catalog: Catalog;
  readonly #disk: Disk;
  readonly #release: () => void;
  readonly #warn: (message: string) => void;
  readonly #roots = new Map<number, RootJournal>();
  readonly #dirty = new Set<RootJournal>();
  #next: NodeJS.Immediate | undefined;
  #isClosed = false;

  private constructor(disk: Disk, path: string, release: () => void, warn: (message: string) => void) {
    this.#disk = disk;
    this.path = path;
    this.#release = release;
    this.#warn = warn;
    this.catalog = new Catalog(disk, join(path, 'catalog.journal'));
  }

  /**
   * Makes the folder where it is missing. Rejects with DataFolderError, one line, when it cannot be used. `warn` gets a
   * line when the last of an execution that has ended could not be written.
   */
  static async open(disk: Disk, path: string, warn: (message: string) => void): Promise<DataFolder> {
    try {
      disk.makeFolder(join(path, 'executions'));
      const release = await ownFolder(disk, path);
      try {
        return new DataFolder(disk, path, release, warn);
      } catch (error) {
        release();
        throw error;
      }
    } catch (error) {
      throw error instanceof DataFolderError ? error : new DataFolderError(describe(path, 'used', error));
    }
  }

  /** The executions that the folder knows, the oldest first. Throws DataFolderError for a damaged file. */
  readExecutions(limits: 'aws' | 'off'): StoredRoot[] {
    const numbers: number[] = [];
    const bulkFiles = new Map<number, number[]>();
    for (const name of this.#disk.list(join(this.path, 'executions'))) {
      const [, number] = ROOT_FILE.exec(name) ?? [];
      const [, root, file] = BULK_FILE.exec(name) ?? [];
      if (number !== undefined) numbers.push(Number(number));
      if (root !== undefined) bulkFiles.set(Number(root), [...(bulkFiles.get(Number(root)) ?? []), Number(file)]);
    }
    for (const [root, files] of bulkFiles)
      if (!numbers.includes(root)) for (const file of files) this.#disk.remove(this.#bulkPathOf(root, file));
    return numbers
      .sort((one, other) => one - other)
      .flatMap((number) => this.#readRoot(number, bulkFiles.get(number) ?? [], limits) ?? []);
  }

  #readRoot(number: number, bulkFiles: readonly number[], limits: 'aws' | 'off'): StoredRoot | undefined {
    const paths = {
      number,
      journal: this.#pathOf(number),
      bulkOf: (file: number) => this.#bulkPathOf(number, file),
      bulkFiles: bulkFiles.toSorted((one, other) => one - other),
    };
    const root = readRoot(this.#disk, paths, limits);
    // It was killed before it had told anything.
    if (root === undefined) this.#disk.remove(paths.journal);
    return root;
  }

  /** Begins to write down a new execution. `number` is its own alone. */
  begin(number: number): RootJournal {
    const bulk = new BulkFiles(this.#disk, (file) => this.#bulkPathOf(number, file));
    return this.#adopt(number, new JournalFile(this.#disk, this.#pathOf(number), 0), bulk);
  }

  /** Goes on with one that the folder knows. */
  resume({ number, file, bulk, execution, executions, runs }: StoredRoot): RootJournal {
    return this.#adopt(number, file, bulk, { values: execution.values, executions, runs: runs.at(-1)?.number ?? 0 });
  }

  #adopt(number: number, file: JournalFile, bulk: BulkFiles, known?: KnownRoot): RootJournal {
    const journal: RootJournal = new RootJournal(file, bulk, () => this.#touch(journal), known);
    journal.execution.onForget = () => this.#forget(number);
    this.#roots.set(number, journal);
    return journal;
  }

  #forget(number: number): void {
    const journal = this.#roots.get(number);
    if (journal === undefined || this.#isClosed) return;
    this.#roots.delete(number);
    this.#dirty.delete(journal);
    journal.abandon();
    this.#disk.remove(this.#pathOf(number));
  }

  /** Hands over what waits. An execution of which something cannot be written fails; it then waits for another try. */
  flush(): void {
    clearImmediate(this.#next);
    this.#next = undefined;
    if (this.#isClosed) return;
    for (const journal of [...this.#dirty]) {
      this.#dirty.delete(journal);
      try {
        // Executions name revisions.
        this.flushCatalog();
        journal.flush();
      } catch (error) {
        const message = error instanceof DataFolderError ? error.message : describe(this.path, 'written', error);
        // Tried again with whatever is written next.
        this.#dirty.add(journal);
        if (!journal.fail(message)) this.#warn(message);
      }
    }
  }

  /** Hands over what the catalog was told. Throws DataFolderError; it then waits for another try. */
  flushCatalog(): void {
    if (this.#isClosed) return;
    try {
      this.catalog.flush();
    } catch (error) {
      throw new DataFolderError(describe(this.path, 'written', error));
    }
  }

  /** Hands over what waits; what is told from now on is what a killed process would not have told. */
  seal(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#disk.close();
  }

  /** Lets others have the folder. */
  close(): void {
    this.seal();
    this.#release();
  }

  #touch(journal: RootJournal): void {
    if (this.#isClosed) return;
    this.#dirty.add(journal);
    this.#next ??= setImmediate(() => this.flush());
  }

  #bulkPathOf(number: number, file: number): string {
    return join(this.path, 'executions', `${number}.bulk.${file}`);
  }

  #pathOf(number: number): string {
    return join(this.path, 'executions', `${number}.journal`);
  }
}

function describe(path: string, verb: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = error instanceof Error ? error.message : String(error);
  const way =
    code === 'ENOSPC' || code === 'EDQUOT' ? 'free some space' : 'check the folder and the rights to write to it';
  return `The data folder ${path} cannot be ${verb} (${reason}): ${way}.`;
}
