import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import type { JsonValue } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';
import type { ResultWriterRequest } from '../contracts.ts';
import type { ChildResult } from './child-result.ts';
import type { MapRunJournal } from './map-run-journal.ts';
import { outputsOf } from './result-records.ts';
import type { ResultRecords } from './result-records.ts';
import type { CarriedResults, ResultSink } from './result-sink.ts';

/**
 * Results that become the output of the state, in the order of the items: outputs (COMPACT, also without a
 * ResultWriter), outputs whose arrays are joined (FLATTEN), or whole records (NONE). A failed child is always a whole
 * record. Over 256 KiB they are dropped, and the run ends with States.DataLimitExceeded.
 */
export function collectResults(
  transformation: ResultWriterRequest['transformation'],
  records: ResultRecords,
  stateName: string,
  limits: 'aws' | 'off',
  carried?: Extract<CarriedResults, { kind: 'VALUES' }>,
  journal?: MapRunJournal,
): ResultSink {
  const results: (readonly JsonValue[] | undefined)[] = [];
  /** By position: they are not handed on to a redrive, which gives them another result. */
  const unsuccessful = new Set<number>();
  // Two brackets, and one comma fewer than values.
  let bytes = 1;
  const isOver = (): boolean => limits === 'aws' && bytes > MAX_DATA_BYTES;

  const valuesOf = (result: ChildResult): readonly JsonValue[] => {
    if (result.status !== 'SUCCEEDED' || transformation === 'NONE')
      return [JSON.parse(records.full(result)) as JsonValue];
    return outputsOf(result.output, transformation);
  };

  const keep = (index: number, values: readonly JsonValue[]): void => {
    if (limits === 'aws') for (const value of values) bytes += Buffer.byteLength(JSON.stringify(value)) + 1;
    if (isOver()) results.length = 0;
    else results[index] = values;
  };
  carried?.values.forEach((values, index) => {
    if (values !== undefined) keep(index, values);
  });

  return {
    add: (result) => {
      if (isOver()) return;
      if (result.status !== 'SUCCEEDED') unsuccessful.add(result.index);
      const values = valuesOf(result);
      if (journal !== undefined && result.status === 'SUCCEEDED')
        journal.result(
          result.index,
          values.map((value) => JSON.stringify(value)),
        );
      keep(result.index, values);
    },
    addAgain: () => undefined,
    addPending: () => undefined,
    drained: () => undefined,
    finish: () => {
      if (isOver())
        return Promise.reject(
          new StatesError(
            'States.DataLimitExceeded',
            `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`,
          ),
        );
      return Promise.resolve(results.flatMap((values) => values ?? []));
    },
    carry: () => ({
      kind: 'VALUES',
      values: Array.from(results, (values, index) => (unsuccessful.has(index) ? undefined : values)),
    }),
  };
}
