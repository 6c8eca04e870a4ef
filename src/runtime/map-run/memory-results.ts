import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import type { JsonValue } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';
import type { ResultWriterRequest } from '../contracts.ts';
import type { ChildResult } from './child-result.ts';
import { outputsOf } from './result-records.ts';
import type { ResultRecords } from './result-records.ts';
import type { ResultSink } from './result-sink.ts';

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
): ResultSink {
  const results: (readonly JsonValue[] | undefined)[] = [];
  // Two brackets, and one comma fewer than values.
  let bytes = 1;
  const isOver = (): boolean => limits === 'aws' && bytes > MAX_DATA_BYTES;

  const valuesOf = (result: ChildResult): readonly JsonValue[] => {
    if (result.status !== 'SUCCEEDED' || transformation === 'NONE')
      return [JSON.parse(records.full(result)) as JsonValue];
    return outputsOf(result.output, transformation);
  };

  return {
    add: (result) => {
      if (isOver()) return;
      const values = valuesOf(result);
      if (limits === 'aws') for (const value of values) bytes += Buffer.byteLength(JSON.stringify(value)) + 1;
      if (isOver()) results.length = 0;
      else results[result.index] = values;
    },
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
  };
}
