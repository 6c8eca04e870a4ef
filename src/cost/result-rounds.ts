import { batchItems, batchOf, childCount, groupItems, spreadEvenly } from './approaches/work.ts';
import type { RecordKind } from './map-fields.ts';
import type { MapLevel } from './map-levels.ts';
import type { Workload } from './workload-fields.ts';

/** A result file is begun anew after 5 GB (input-output-resultwriter.html). */
const RESULT_FILE_BYTES = 5_000_000_000;
/** Names, dates and status of a child, around its input and output. */
const RECORD_BYTES = 600;

/** One round of a Map Run over the records of a file. */
export interface Round {
  readonly records: number;
  readonly children: number;
}

/** Result files that are alike, and the rounds that each goes through. */
export interface ReducedFiles {
  readonly files: number;
  readonly rounds: readonly Round[];
}

export interface ResultRounds {
  readonly groups: readonly ReducedFiles[];
  /** Of one record, before and after a round: a merged result is taken to be as long as one of a child. */
  readonly recordBytes: number;
  /** A round leaves as many records as it was given. */
  readonly stuck: boolean;
}

/**
 * The result files of the Map Run, and how often a Map Run `reducer` goes over each of them: until a file is as small as
 * its loop asks for, or `loopRounds` times, or once where it is in no loop.
 */
export function roundsOfResults(workload: Workload, written: RecordKind, reducer: MapLevel | undefined): ResultRounds {
  const { items, otherItems } = workload;
  const batch = batchOf(workload);
  const recordBytes =
    written === 'FLATTEN'
      ? Math.ceil(workload.resultBytes)
      : // A product of decimals may be a hair more than the number that it stands for.
        Math.round(batch * workload.resultBytes) + (written === 'NONE' ? batch * workload.itemBytes + RECORD_BYTES : 0);
  const records = written === 'FLATTEN' ? items : childCount(workload);
  const inFile = Math.max(1, Math.floor(RESULT_FILE_BYTES / (recordBytes + 1)));
  const files = otherItems > 0 ? spreadEvenly(records, otherItems) : groupItems(records, inFile);
  let stuck = false;
  const groups = files.map((file): ReducedFiles => {
    const rounds = reducer ? roundsOfFile(file.items, recordBytes, reducer, workload.loopRounds) : [];
    const last = rounds.at(-1);
    stuck ||= workload.loopRounds === 0 && last !== undefined && !isSmall(last.children, recordBytes, reducer);
    return { files: file.count, rounds };
  });
  return { groups, recordBytes, stuck };
}

function roundsOfFile(records: number, recordBytes: number, reducer: MapLevel, asked: number): readonly Round[] {
  const { loop } = reducer;
  const together = batchItems(reducer, recordBytes);
  const rounds: Round[] = [];
  const isDone = (left: number): boolean => {
    if (!loop) return rounds.length > 0;
    if (asked > 0) return rounds.length >= asked;
    if (rounds.length < loop.least) return false;
    return isSmall(left, recordBytes, reducer) || (rounds.length > 0 && loop.endsAtBytes === undefined);
  };
  let left = records;
  while (!isDone(left)) {
    const children = Math.ceil(left / together);
    rounds.push({ records: left, children });
    // What does not shrink would go round for ever.
    if (children >= left && asked === 0) break;
    left = children;
  }
  return rounds;
}

/** Whether a file of so many records leaves the loop: `[`, the records with a comma each, `]`. */
const isSmall = (records: number, recordBytes: number, reducer: MapLevel | undefined): boolean =>
  reducer?.loop?.endsAtBytes === undefined || fileBytes(records, recordBytes) <= reducer.loop.endsAtBytes;

const fileBytes = (records: number, recordBytes: number): number => records * (recordBytes + 1) + 1;
