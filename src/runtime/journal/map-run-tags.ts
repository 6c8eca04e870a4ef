/** What the first element of a record of a Map Run says it is; the second is the run's number. */
export const RUN_TAG = {
  begin: 20,
  noted: 21,
  read: 22,
  readAgain: 23,
  endReading: 24,
  start: 25,
  restart: 26,
  succeeded: 27,
  unsuccessful: 28,
  texts: 29,
  file: 30,
  redriven: 31,
  updated: 32,
  settled: 33,
  /** In bulk files. */
  input: 40,
  result: 41,
} as const;

/** Whether a record is of a Map Run. */
export function isOfRun(tag: unknown): boolean {
  return typeof tag === 'number' && tag >= RUN_TAG.begin;
}
