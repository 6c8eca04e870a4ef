import type { Ports, Settings } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import type { FunctionName, PipelineServices, QueueServiceSettings } from '../project/pipeline-services.ts';
import { AsyncSource } from './async-invoke.ts';
import type { FaultPlan } from './fault-plan.ts';
import { Invocation, type Ending } from './invocation.ts';
import { LocalQueue } from './local-queue.ts';
import { LocalTable } from './local-table.ts';
import { createPorts, type LocalFiles } from './local-ports.ts';
import type { ProjectCode } from './project-code.ts';
import { QueueSource } from './queue-source.ts';
import { createRandom, type Random } from './random.ts';
import { Simulation } from './simulation.ts';
import { SpillFile } from './spill-file.ts';
import { StreamSource } from './stream-source.ts';
import { createUsage } from './usage.ts';

export interface LocalPipelineSettings extends Settings {
  readonly seed: number;
  readonly faults: FaultPlan;
  readonly services: PipelineServices;
  readonly onLog?: (name: FunctionName, message: string, details: unknown) => void;
}

/** Nothing that a local run does depends on them: only a redrive receives what is parked. */
const PARKED: QueueServiceSettings = {
  visibilitySeconds: 360,
  retentionSeconds: 14 * 86_400,
  maxReceiveCount: undefined,
};

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
    const { faults, services } = settings;
    this.#settings = settings;
    this.#code = code;
    this.#files = files;
    this.table = new LocalTable(this.#spill, usage, ({ pk, row }) => {
      // What the filters of the template let through.
      if (pk.startsWith('SHARD#')) this.counterSource.add({ pk, row });
      if (pk.startsWith('JOB#') && row.status === 'REDUCING') this.reducerSource.add({ pk, row });
    });
    const queue = (name: string, service: QueueServiceSettings, to?: LocalQueue): LocalQueue => {
      const { maxReceiveCount, visibilitySeconds, retentionSeconds } = service;
      const redrive = to && maxReceiveCount !== undefined && { redrive: { maxReceiveCount, to } };
      const common = { name, faults, random: this.#random(), ...redrive };
      const times = {
        visibilityMilliseconds: 1000 * visibilitySeconds,
        retentionMilliseconds: 1000 * retentionSeconds,
      };
      return new LocalQueue(simulation, this.#spill, { ...common, ...times }, usage);
    };
    this.parked = queue('parked', PARKED);
    this.deadLetters = queue('dead-letters', services.deadLetterQueue);
    this.work = queue('work', services.work, this.deadLetters);
    new QueueSource(simulation, this.work, services.worker, this.#invoker('worker'));
    new QueueSource(simulation, this.deadLetters, services.deadLetters, this.#invoker('deadLetters'));
    const stream = (name: 'counter' | 'reducer'): StreamSource => {
      const source = { ...services[name], faults, random: this.#random() };
      return new StreamSource(simulation, this.#spill, source, this.#invoker(name));
    };
    this.counterSource = stream('counter');
    this.reducerSource = stream('reducer');
    const event = { ...services.splitter, faults, random: this.#random() };
    this.splitEvents = new AsyncSource(simulation, event, this.#invoker('splitter'));
    const { sweepSeconds } = services;
    if (sweepSeconds !== undefined)
      simulation.every(1000 * sweepSeconds, () => this.invoke('sweeper', {}, () => undefined));
  }

  /** The event that S3 sends when a file was put. */
  announceFile(bucket: string, key: string, versionId: string): void {
    const object = { key: encodeURIComponent(key).replaceAll('%2F', '/'), versionId, eTag: versionId, sequencer: '0' };
    this.splitEvents.send({ Records: [{ s3: { bucket: { name: bucket }, object } }] });
  }

  /** Runs a function once. */
  invoke(name: FunctionName, event: unknown, onEnd: (ending: Ending) => void): void {
    const { faults, services } = this.#settings;
    const { memoryMb, timeoutSeconds } = services.functions[name];
    this.usage.invocations++;
    const invocation = new Invocation(
      this.simulation,
      { name, timeoutMilliseconds: 1000 * timeoutSeconds, faults, random: this.#random() },
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
