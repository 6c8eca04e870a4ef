import type { JsonObject } from '../../asl/json.ts';
import { BulkFiles } from './bulk-files.ts';
import type { Disk } from './disk.ts';
import { TAG } from './event-records.ts';
import { openJournalFile, type JournalFile } from './journal-file.ts';
import { isOfRun, RUN_TAG } from './map-run-tags.ts';
import { StoredChildren } from './stored-child.ts';
import { StoredExecution } from './stored-execution.ts';
import { StoredMapRun } from './stored-map-run.ts';

/** An execution that was started by itself, as its files tell it. */
export interface StoredRoot {
  readonly number: number;
  readonly file: JournalFile;
  readonly bulk: BulkFiles;
  /** What it was started with: see RootJournal.start. */
  readonly start: JsonObject;
  readonly execution: StoredExecution;
  /** In the order of their start. */
  readonly runs: readonly StoredMapRun[];
  /** The highest number of a child's execution. */
  readonly executions: number;
}

/** The files of one root. */
export interface RootPaths {
  readonly number: number;
  readonly journal: string;
  readonly bulkOf: (file: number) => string;
  /** Those bulk files that are there, in order. */
  readonly bulkFiles: readonly number[];
}

/** Undefined: its file tells nothing. Throws DataFolderError for a damaged file. */
export function readRoot(disk: Disk, paths: RootPaths, limits: 'aws' | 'off'): StoredRoot | undefined {
  const children = new StoredChildren(disk);
  const files = new Map(
    paths.bulkFiles.map((number) => [
      number,
      openJournalFile(disk, paths.bulkOf(number), (record) => children.tell(record, number)),
    ]),
  );
  let start: JsonObject | undefined;
  const execution = new StoredExecution(disk);
  const runs = new Map<number, StoredMapRun>();
  const file = openJournalFile(disk, paths.journal, (record) => {
    const [tag, number] = record.head;
    if (tag === TAG.start) start = record.head[2] as JsonObject;
    else if (tag === RUN_TAG.begin) {
      const run = new StoredMapRun(disk, children, limits, record);
      runs.set(run.number, run);
    } else if (isOfRun(tag)) runs.get(Number(number))?.tell(record);
    else execution.tell(record);
  });
  const bulk = new BulkFiles(disk, paths.bulkOf, files);
  if (start === undefined) {
    bulk.remove();
    return undefined;
  }
  const { number } = paths;
  return { number, file, bulk, start, execution, runs: [...runs.values()], executions: children.executions };
}
