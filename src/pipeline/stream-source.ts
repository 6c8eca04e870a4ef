import type { StreamEventSettings } from '../project/pipeline-services.ts';
import type { ChangedRow } from './local-table.ts';
import type { Ending } from './invocation.ts';
import { reportedNames, type Invoke } from './queue-source.ts';
import type { Simulation } from './simulation.ts';
import type { SpillFile } from './spill-file.ts';
import { SpillQueue } from './spill-queue.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Random } from './random.ts';

export interface StreamSourceSettings extends StreamEventSettings {
  readonly faults: FaultPlan;
  readonly random: Random;
}

interface StreamRecord {
  readonly sequence: number;
  readonly pk: string;
  readonly at: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const RETENTION_MILLISECONDS = 24 * 3_600_000;
const SHARDS = 4;
const HOUR = 3_600_000;

/**
 * Lambda's event source for a table's stream, from its horizon on: the records of one key in their order, batches that
 * fail are tried again and bisected, and what stays is put aside after its retries, so that the shard goes on.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
export class StreamSource {
  readonly #shards: StreamShard[];
  #count = 0;

  constructor(simulation: Simulation, spill: SpillFile, settings: StreamSourceSettings, invoke: Invoke) {
    // Batches of a shard at once are those of other keys.
    const length = SHARDS * settings.parallelization;
    this.#shards = Array.from({ length }, () => new StreamShard(simulation, spill, settings, invoke));
  }

  add({ pk }: ChangedRow): void {
    let hash = 0;
    for (let at = 0; at < pk.length; at++) hash = (hash * 31 + pk.charCodeAt(at)) >>> 0;
    this.#shards[hash % this.#shards.length]?.add(pk, this.#count++);
  }

  /** Records that no invocation has dealt with yet. */
  get waiting(): number {
    return this.#shards.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** Records that went to the on-failure destination. */
  get putAside(): number {
    return this.#shards.reduce((sum, { putAside }) => sum + putAside, 0);
  }
}

class StreamShard {
  readonly #simulation: Simulation;
  readonly #settings: StreamSourceSettings;
  readonly #invoke: Invoke;
  readonly #records: SpillQueue<StreamRecord>;
  #isBusy = false;
  #opensAt: number | undefined;
  putAside = 0;

  constructor(simulation: Simulation, spill: SpillFile, settings: StreamSourceSettings, invoke: Invoke) {
    this.#simulation = simulation;
    this.#records = new SpillQueue(spill, ({ pk }) => pk.length + 60);
    this.#settings = settings;
    this.#invoke = invoke;
  }

  get waiting(): number {
    return this.#records.length;
  }

  add(pk: string, sequence: number): void {
    this.#records.add({ sequence, pk, at: this.#simulation.now });
    this.#opensAt ??= this.#simulation.now + this.#settings.faults.stalledStreamHours * HOUR;
    if (this.#isBusy && this.#records.length < this.#settings.batchSize) return;
    this.#plan();
  }

  #plan(): void {
    if (this.#isBusy || this.#records.length === 0) return;
    this.#isBusy = true;
    const { windowSeconds, batchSize } = this.#settings;
    const window = this.#records.length >= batchSize ? 0 : 1000 * windowSeconds;
    const stall = Math.max(0, (this.#opensAt ?? 0) - this.#simulation.now);
    this.#simulation.schedule(stall + window + 1, () => {
      this.#deliver(this.#take(), 0, () => {
        this.#isBusy = false;
        this.#plan();
      });
    });
  }

  /** The next batch. */
  #take(): StreamRecord[] {
    const batch: StreamRecord[] = [];
    while (batch.length < this.#settings.batchSize) {
      const record = this.#records.take();
      if (!record) break;
      batch.push(...this.#young([record]));
    }
    return batch;
  }

  /** Until the batch is dealt with or put aside. */
  #deliver(records: readonly StreamRecord[], attempt: number, done: () => void): void {
    if (records.length === 0) {
      done();
      return;
    }
    this.#invoke({ Records: records.map(toEvent) }, (ending) => {
      const { random, faults, maximumRetryAttempts } = this.#settings;
      const failed = leftOver(records, ending, this.#settings.reportsFailures);
      const left = this.#young(failed);
      if (left.length === 0) {
        if (failed.length === 0 && random() < faults.duplicates) this.#deliver(records, maximumRetryAttempts, done);
        else done();
        return;
      }
      // The next attempt begins with what failed: what came before it is dealt with.
      const attempts = failed.length < records.length ? 0 : attempt + 1;
      if (attempts > maximumRetryAttempts) {
        this.putAside += left.length;
        done();
        return;
      }
      this.#simulation.schedule(100 * 2 ** Math.min(attempts, 8), () => this.#retry(left, attempts, done));
    });
  }

  /** Without those that the stream has lost, and those that are so old that they go to the on-failure destination. */
  #young(records: readonly StreamRecord[]): readonly StreamRecord[] {
    const { now } = this.#simulation;
    const kept = records.filter(({ at }) => now - at <= RETENTION_MILLISECONDS);
    const young = kept.filter(({ at }) => now - at <= 1000 * this.#settings.maximumRecordAgeSeconds);
    this.putAside += kept.length - young.length;
    return young;
  }

  /** BisectBatchOnFunctionError: halves, so that a record that cannot be dealt with stands alone in the end. */
  #retry(records: readonly StreamRecord[], attempts: number, done: () => void): void {
    if (records.length === 1 || attempts === 0 || !this.#settings.bisects) {
      this.#deliver(records, attempts, done);
      return;
    }
    const half = Math.ceil(records.length / 2);
    this.#deliver(records.slice(0, half), attempts, () => this.#deliver(records.slice(half), attempts, done));
  }
}

function toEvent({ sequence, pk }: StreamRecord): unknown {
  return { dynamodb: { SequenceNumber: String(sequence), Keys: { pk: { S: pk } } } };
}

/** All of them, or those from the lowest sequence number on that the function reported. */
function leftOver(records: readonly StreamRecord[], ending: Ending, reports: boolean): readonly StreamRecord[] {
  if (!ending.ok) return records;
  if (!reports) return [];
  const names = reportedNames(ending.answer);
  if (names === undefined) return records;
  const places = names.map((name) => records.findIndex(({ sequence }) => String(sequence) === name));
  if (places.includes(-1)) return records;
  return places.length === 0 ? [] : records.slice(Math.min(...places));
}
