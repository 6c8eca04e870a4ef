import type { JsonObject } from '../../asl/json.ts';
import type { Disk } from './disk.ts';
import { TAG } from './event-records.ts';
import { openJournalFile, type JournalFile } from './journal-file.ts';
import { StoredExecution } from './stored-execution.ts';

/** An execution that was started by itself, as its file tells it. */
export interface StoredRoot {
  readonly number: number;
  readonly file: JournalFile;
  /** What it was started with: see RootJournal.start. */
  readonly start: JsonObject;
  readonly execution: StoredExecution;
}

/** Undefined: its file tells nothing. Throws DataFolderError for a damaged file. */
export function readRoot(disk: Disk, path: string, number: number): StoredRoot | undefined {
  let start: JsonObject | undefined;
  const execution = new StoredExecution(disk);
  const file = openJournalFile(disk, path, (record) => {
    if (record.head[0] === TAG.start) start = record.head[2] as JsonObject;
    else execution.tell(record);
  });
  return start && { number, file, start, execution };
}
