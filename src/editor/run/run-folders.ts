import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The data folder of a local run, with what is needed to redrive it once the window that ran it is gone. */
export interface RunFolder {
  /** What the runtime is given as its data folder. */
  readonly dataDir: string;
  /** URI of the definition. */
  readonly definition: string;
  /** Of the definition, as it was started. */
  readonly text: string;
}

/** Folders of runs beyond these are removed, the oldest first, unless somebody is at work in them. */
const MOST_FOLDERS = 10;
const ABOUT = 'run.json';

/**
 * The data folders of a workspace's local runs, each in a folder of its own below `root`, so that several runs at once,
 * and several windows, do not meet. A folder goes with its run when that has succeeded, or cannot be redriven.
 */
export class RunFolders {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async create(definition: string, text: string): Promise<RunFolder> {
    const dataDir = join(this.#root, randomUUID());
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, ABOUT), JSON.stringify({ definition, text }));
    return { dataDir, definition, text };
  }

  /** Those that are there, the newest first. What cannot be read is passed over. */
  async list(): Promise<readonly RunFolder[]> {
    const names = await readdir(this.#root).catch(() => [] as string[]);
    const found = await Promise.all(names.map((name) => this.#read(join(this.#root, name))));
    return found
      .filter((folder) => folder !== undefined)
      .toSorted((one, other) => other.madeAt - one.madeAt)
      .map(({ dataDir, definition, text }) => ({ dataDir, definition, text }));
  }

  async remove({ dataDir }: Pick<RunFolder, 'dataDir'>): Promise<void> {
    await rm(dataDir, { recursive: true, force: true });
  }

  /** Removes the oldest where there are too many. */
  async prune(): Promise<void> {
    const old = (await this.list()).slice(MOST_FOLDERS);
    if (old.length === 0) return;
    const { isOwned } = await import('../../runtime/journal/folder-owner.ts');
    const { openDisk } = await import('../../runtime/journal/disk.ts');
    for (const folder of old) if (!isOwned(openDisk(), folder.dataDir)) await this.remove(folder);
  }

  async #read(dataDir: string): Promise<(RunFolder & { readonly madeAt: number }) | undefined> {
    try {
      const path = join(dataDir, ABOUT);
      const about = JSON.parse(await readFile(path, 'utf8')) as Partial<RunFolder>;
      const { definition, text } = about;
      if (typeof definition !== 'string' || typeof text !== 'string') return undefined;
      return { dataDir, definition, text, madeAt: (await stat(path)).mtimeMs };
    } catch {
      return undefined;
    }
  }
}
