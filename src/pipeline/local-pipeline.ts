import type { Ports, Settings } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { MAX_RECEIVE_COUNT } from '../cost/approaches/work.ts';
import { AsyncSource } from './async-invoke.ts';
import type { FaultPlan } from './fault-plan.ts';
import { Invocation, type Ending } from './invocation.ts';
import { LocalQueue } from './local-queue.ts';
import { LocalTable } from './local-table.ts';
import { createPorts, type LocalFiles } from './local-ports.ts';
import type { FunctionName, ProjectCode } from './project-code.ts';
import { QueueSource } from './queue-source.ts';
import { createRandom, type Random } from './random.ts';
import { Simulation } from './simulation.ts';
import { SpillFile } from './spill-file.ts';
import { StreamSource } from './stream-source.ts';
import { createUsage } from './usage.ts';

export interface LocalPipelineSettings extends Settings {
  readonly seed: number;
  readonly faults: FaultPlan;
  readonly batchSize: number;
  /** Of the worker; the visibility time-out of its queue is six times as long. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly maximumConcurrency: number;
  /** Whether the sweeper runs, as it does on AWS. */
  readonly sweeps: boolean;
  readonly onLog?: (name: FunctionName, message: string, details: unknown) => void;
}

const SWEEP_MILLISECONDS = 15 * 60_000;

/** The time-outs that the template gives, in seconds; the worker has the one that is chosen. */
export const FUNCTION_TIMEOUTS: Readonly<Record<Exclude<FunctionName, 'worker'>, number>> = {
  splitter: 900,
  counter: 60,
  reducer: 900,
  deadLetters: 60,
  redriver: 900,
  sweeper: 60,
};
/** Of the queues beside the worker's. */
export const VISIBILITY_MILLISECONDS = 360_000;

/** A pipeline on this machine: the project's functions between local queues, a local table and its stream. */
export class LocalPipeline {
  readonly simulation = new Simulation();
  readonly usage = createUsage();
  readonly table: LocalTable;
  readonly work: LocalQueue;
  readonly deadLetters: LocalQueue;
  readonly parked: LocalQueue;
  readonly splitEvents: AsyncSource;
  readonly counterSource: StreamSource;
  readonly reducerSource: StreamSource;
  /** Functions at work. */
  readonly invocations = new Set<Invocation>();
  readonly #settings: LocalPipelineSettings;
  readonly #code: ProjectCode;
  readonly #files: LocalFiles;
  readonly #spill = new SpillFile();
  #streams = 0;
  /** The first errors of functions, by function and text, with how often they came. */
  readonly errors = new Map<string, number>();

  constructor(code: ProjectCode, files: LocalFiles, settings: LocalPipelineSettings) {
    const { simulation, usage } = this;
    const { faults, batchSize, maximumConcurrency, timeoutSeconds } = settings;
    this.#settings = settings;
    this.#code = code;
    this.#files = files;
    this.table = new LocalTable(this.#spill, usage, ({ pk, row }) => {
      // What the filters of the template let through.
      if (pk.startsWith('SHARD#')) this.counterSource.add({ pk, row });
      if (pk.startsWith('JOB#') && row.status === 'REDUCING') this.reducerSource.add({ pk, row });
    });
    const queue = (name: string, visibilityMilliseconds: number, redriveTo?: LocalQueue): LocalQueue => {
      const redrive = redriveTo && { redrive: { maxReceiveCount: MAX_RECEIVE_COUNT, to: redriveTo } };
      const common = { name, faults, random: this.#random(), ...redrive };
      return new LocalQueue(simulation, this.#spill, { ...common, visibilityMilliseconds }, usage);
    };
    this.parked = queue('parked', VISIBILITY_MILLISECONDS);
    this.deadLetters = queue('dead-letters', VISIBILITY_MILLISECONDS);
    this.work = queue('work', 6000 * timeoutSeconds, this.deadLetters);
    const source = { batchSize, windowMilliseconds: 0, maximumConcurrency };
    new QueueSource(simulation, this.work, source, this.#invoker('worker'));
    new QueueSource(simulation, this.deadLetters, { ...source, batchSize: 10 }, this.#invoker('deadLetters'));
    const stream = { maximumRetryAttempts: 10, faults };
    this.counterSource = new StreamSource(
      simulation,
      this.#spill,
      { ...stream, batchSize: 1000, windowMilliseconds: 2000, random: this.#random() },
      this.#invoker('counter'),
    );
    this.reducerSource = new StreamSource(
      simulation,
      this.#spill,
      { ...stream, batchSize: 1, windowMilliseconds: 0, random: this.#random() },
      this.#invoker('reducer'),
    );
    this.splitEvents = new AsyncSource(simulation, faults, this.#random(), this.#invoker('splitter'));
    if (settings.sweeps) simulation.every(SWEEP_MILLISECONDS, () => this.invoke('sweeper', {}, () => undefined));
  }

  /** The event that S3 sends when a file was put. */
  announceFile(bucket: string, key: string, versionId: string): void {
    const object = { key: encodeURIComponent(key).replaceAll('%2F', '/'), versionId, eTag: versionId, sequencer: '0' };
    this.splitEvents.send({ Records: [{ s3: { bucket: { name: bucket }, object } }] });
  }

  /** Runs a function once. */
  invoke(name: FunctionName, event: unknown, onEnd: (ending: Ending) => void): void {
    const { faults, memoryMb, timeoutSeconds } = this.#settings;
    const timeoutMilliseconds = 1000 * (name === 'worker' ? timeoutSeconds : FUNCTION_TIMEOUTS[name]);
    this.usage.invocations++;
    const invocation = new Invocation(
      this.simulation,
      { name, timeoutMilliseconds, faults, random: this.#random() },
      (ending) => {
        this.invocations.delete(invocation);
        this.usage.megabyteMilliseconds += memoryMb * Math.ceil(invocation.elapsed + invocation.userMilliseconds);
        if (!ending.ok) this.#count(`${name}: ${ending.error}`);
        onEnd(ending);
      },
    );
    this.invocations.add(invocation);
    const handle = this.#code.functions[name];
    const ports = this.#portsOf(name, invocation);
    invocation.start(async () => handle(event as never, ports));
  }

  close(): void {
    this.#spill.close();
  }

  #portsOf(name: FunctionName, invocation: Invocation): Ports {
    const { onLog } = this.#settings;
    return createPorts({
      invocation,
      pipeline: this,
      files: this.#files,
      code: this.#code,
      settings: this.#settings,
      random: this.#random(),
      log: (message, details) => {
        if (details && 'error' in details) this.#count(`${name}: ${String(details.error)}`);
        onLog?.(name, message, details);
      },
    });
  }

  #count(error: string): void {
    if (this.errors.size < 20 || this.errors.has(error)) this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
  }

  #invoker(name: FunctionName): (event: unknown, onEnd: (ending: Ending) => void) => void {
    return (event, onEnd) => this.invoke(name, event, onEnd);
  }

  #random(): Random {
    return createRandom(this.#settings.seed, this.#streams++);
  }
}
