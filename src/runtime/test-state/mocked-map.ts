import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { Buckets } from '../../items/bucket.ts';
import type { MapRunner, MapRunRequest } from '../contracts.ts';
import { makeChildInputs } from '../map-run/child-inputs.ts';
import { exceedsThreshold, thresholdExceeded } from '../map-run/tolerated-failures.ts';
import { ApiError } from '../service/api-error.ts';
import type { Inspection } from './inspection.ts';
import { answerWith, type Mock } from './mocked-work.ts';
import { bucketsOf } from './text-bucket.ts';

export interface MockedMapOptions {
  readonly mock: Mock;
  readonly mapIterationFailureCount: number | undefined;
  readonly mapItemReaderData: string | undefined;
  readonly limits: 'aws' | 'off';
  readonly inspection: Inspection;
}

/** A Map under test: the inputs of its iterations are made, and a mock stands for what they give. */
export class MockedMap implements MapRunner {
  readonly #options: MockedMapOptions;
  /** Why the request itself is wrong, as only the run could find out. */
  refusal: ApiError | undefined;

  constructor(options: MockedMapOptions) {
    this.#options = options;
  }

  async run(request: MapRunRequest): Promise<JsonValue> {
    const { mock, mapIterationFailureCount: failures = 0 } = this.#options;
    const made = await this.#makeIterations(request);
    const iterations = made ?? (mock.kind === 'result' && Array.isArray(mock.result) ? mock.result.length : undefined);
    if (iterations !== undefined && failures > iterations)
      throw this.#refuse('Map iteration failure count must be less than or equal to the number of Map iterations');
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = request;
    // Where nothing is said of what is tolerated, AWS takes the mocked result as it is.
    const isLimited = count !== undefined || percentage !== undefined;
    if (mock.kind === 'result' && isLimited && exceedsThreshold(failures, iterations, { count, percentage }))
      throw thresholdExceeded();
    return answerWith(mock);
  }

  /** Makes the inputs of the iterations, and tells of them. How many; undefined when the items are not known. */
  async #makeIterations(request: MapRunRequest): Promise<number | undefined> {
    const { inspection, limits } = this.#options;
    const { selectItem, batcher, source } = request;
    const buckets = this.#findData(request);
    if (!buckets) return undefined;
    const read: JsonValue[] = [];
    const keys: (string | undefined)[] = [];
    const selected: JsonValue[] = [];
    const inputs: JsonValue[] = [];
    const observed: MapRunRequest = {
      ...request,
      async selectItem(item, at) {
        read.push(item);
        keys.push(at.key);
        const value = selectItem ? await selectItem(item, at) : item;
        selected.push(value);
        return value;
      },
    };
    for await (const chunk of makeChildInputs(observed, buckets, limits))
      for (const { input } of chunk.inputs) inputs.push(input);
    if ('reader' in source && source.reader.config['ItemsPointer'] !== undefined)
      inspection.see('afterItemsPointer', asRead(read, keys));
    if (selectItem) inspection.see('afterItemSelector', selected);
    if (batcher) inspection.see('afterItemBatcher', inputs);
    return inputs.length;
  }

  /** Where an ItemReader finds the data of the test; undefined when there is none. */
  #findData({ source }: MapRunRequest): Buckets | undefined {
    if (!('reader' in source)) return bucketsOf('');
    const { mapItemReaderData: data } = this.#options;
    if (data === undefined) return undefined;
    const { action, config } = source.reader;
    const format = config['ManifestType'] ?? config['InputType'];
    if (action === 'getObject' && (format === 'CSV' || format === 'JSON' || format === 'JSONL')) return bucketsOf(data);
    const reads = action === 'getObject' ? `of ${JSON.stringify(format)}` : `of ${action}`;
    throw this.#refuse(
      `MapItemReaderData: the local Step Functions reads the text of a CSV, JSON or JSONL object, not that ${reads}: leave it out.`,
    );
  }

  #refuse(message: string): ApiError {
    return (this.refusal = new ApiError('ValidationException', message));
  }
}

/** The array or the object that the items are of. */
function asRead(items: readonly JsonValue[], keys: readonly (string | undefined)[]): JsonValue {
  if (items.length === 0 || keys.some((key) => key === undefined)) return [...items];
  const entries: JsonObject = {};
  for (const [index, item] of items.entries()) entries[keys[index] ?? ''] = item;
  return entries;
}
