import { PIPELINE } from '../../../templates/custom-pipeline/functions/pipeline.ts';
import {
  TaskFailure,
  type FinishedJob,
  type Outcome,
  type Ports,
} from '../../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { NO_FAULTS, type FaultPlan } from '../../../src/pipeline/fault-plan.ts';
import { LocalPipeline } from '../../../src/pipeline/local-pipeline.ts';
import type { LocalFiles } from '../../../src/pipeline/local-ports.ts';
import type { ProjectCode } from '../../../src/pipeline/project-code.ts';
import { scaffoldedServices } from '../../../src/project/pipeline-services.ts';
import { createRandom, type Random } from '../../../src/pipeline/random.ts';

/** One way in which things go: what the files hold, what goes wrong, and when somebody redrives. */
export interface Schedule {
  readonly seed: number;
  /** For each file whether its items work ('g'), fail at once ('f'), or fail each time ('p') until they are healed. */
  readonly files: readonly string[];
  readonly faults: FaultPlan;
  readonly sweeps: boolean;
  readonly shards: number;
  /** Virtual milliseconds at which parked messages are redriven by hand. */
  readonly redrives: readonly number[];
  /** How many more redrives begin at about the time at which the counter adds up. */
  readonly eagerRedrives: number;
}

/** Changes the project's code, to see that the check catches what it breaks. */
export type Sabotage = (functions: ProjectCode['functions']) => ProjectCode['functions'];

const HANG_MILLISECONDS = 4 * 86_400_000;
const HOUR = 3_600_000;

/** A schedule without sweeper has only faults that the pipeline bears by itself. */
export function makeSchedule(seed: number): Schedule {
  const random = createRandom(seed, 1);
  const sweeps = random() < 0.5;
  const some = (most: number): number => (random() < 0.4 ? 0 : random() * most);
  const kinds = 'gggggfp';
  const items = (): string =>
    Array.from({ length: Math.floor(random() * random() * 9) }, () => kinds[Math.floor(random() * kinds.length)]).join(
      '',
    );
  const hard = sweeps && random() < 0.6;
  return {
    seed,
    files: random() < 0.3 ? [items(), items()] : [items()],
    faults: {
      ...NO_FAULTS,
      duplicates: some(0.4),
      reordering: some(0.5),
      lostAcknowledgements: some(0.15),
      throttles: sweeps ? some(0.15) : some(0.04),
      partialSends: some(0.3),
      lostAnswers: hard ? some(0.08) : some(0.02),
      crashes: hard ? some(0.1) : some(0.02),
      stalledStreamHours: hard && random() < 0.2 ? 20 + 10 * random() : 0,
    },
    sweeps,
    shards: 1 + Math.floor(random() * 3),
    eagerRedrives: random() < 0.4 ? 6 : 0,
    redrives: Array.from({ length: Math.floor(random() * 3) }, () => random() * (random() < 0.5 ? HOUR : 100 * 1000)),
  };
}

/** Runs a schedule to its end; the first thing that is not right, or undefined. */
export async function checkSchedule(
  schedule: Schedule,
  sabotage: Sabotage = (functions) => functions,
): Promise<string | undefined> {
  const check = new Check(schedule, sabotage);
  try {
    return await check.run();
  } finally {
    check.pipeline.close();
  }
}

interface Written {
  readonly job: FinishedJob;
  readonly outcomes: readonly Outcome[];
}

class Check {
  readonly pipeline: LocalPipeline;
  readonly #schedule: Schedule;
  readonly #outputs = new Map<string, string>();
  readonly #random: Random;
  #eagerRedrives: number;
  #healed = false;
  #problem: string | undefined;

  constructor(schedule: Schedule, sabotage: Sabotage) {
    this.#schedule = schedule;
    this.#random = createRandom(schedule.seed, 2);
    this.#eagerRedrives = schedule.eagerRedrives;
    const code: ProjectCode = {
      functions: sabotage(PIPELINE),
      task: (item) => this.#task(item),
      reduce: collect,
    };
    const services = scaffoldedServices({
      batchSize: 1 + (schedule.seed % 4),
      timeoutSeconds: 60,
      memoryMb: 128,
      maximumConcurrency: 2 + (schedule.seed % 5),
    });
    this.pipeline = new LocalPipeline(code, this.#files(), {
      ...schedule,
      format: 'jsonl',
      itemsPerCheckpoint: 3,
      outputPrefix: 'output/',
      services: { ...services, sweepSeconds: schedule.sweeps ? services.sweepSeconds : undefined },
    });
  }

  async run(): Promise<string | undefined> {
    const { pipeline } = this;
    for (const key of this.#schedule.files.keys()) pipeline.announceFile('input', `${key}.jsonl`, `v${key}`);
    for (const at of this.#schedule.redrives) pipeline.simulation.schedule(at, () => this.#redrive());
    await this.#untilQuiet();
    const first = this.#check(false);
    if (first) return first;
    // Somebody corrects the task, and redrives what is parked.
    this.#healed = true;
    for (let round = 0; pipeline.parked.size > 0; round++) {
      if (round > 300) return 'messages stay parked';
      this.#redrive();
      await this.#untilQuiet();
    }
    return this.#check(true);
  }

  async #untilQuiet(): Promise<void> {
    const { simulation, splitEvents } = this.pipeline;
    const end = simulation.now + HANG_MILLISECONDS;
    for (;;) {
      await simulation.run(
        () => this.#schedule.sweeps && simulation.now < end && this.#openJobs() > 0,
        () => undefined,
      );
      // An event whose retries are used up raises an alarm, and somebody sends it again.
      const aside = splitEvents.putAside.splice(0);
      if (aside.length === 0 || simulation.now > end) return;
      for (const event of aside) splitEvents.send(event);
    }
  }

  #redrive(): void {
    this.pipeline.invoke('redriver', {}, () => undefined);
  }

  #jobs(): Record<string, unknown>[] {
    const { table } = this.pipeline;
    return table.partitionsOf('JOB#').map((pk) => ({ id: pk.slice(4), ...table.peek({ pk, sk: 'JOB' }) }));
  }

  #openJobs(): number {
    return this.#jobs().filter(({ status }) => status === 'RUNNING' || status === 'REDUCING').length;
  }

  /** The item is `[kind]`; which one is told by its place. */
  #task(item: unknown): unknown {
    const { kind, value } = item as { kind: string; value: number };
    // The stream's window is two seconds.
    if (this.#eagerRedrives-- > 0) this.pipeline.simulation.schedule(1970 + 60 * this.#random(), () => this.#redrive());
    if (kind === 'f' && !this.#healed) throw new TaskFailure('fails at once');
    if (kind === 'p' && !this.#healed) throw new Error('fails each time');
    return { value: value * 2 };
  }

  #check(healed: boolean): string | undefined {
    const jobs = this.#jobs();
    if (this.#problem) return this.#problem;
    if (jobs.length !== this.#schedule.files.length)
      return `${jobs.length} jobs for ${this.#schedule.files.length} files`;
    for (const job of jobs) {
      const problem = this.#checkJob(job, this.#schedule.files[Number.parseInt(String(job.key))] ?? '', healed);
      if (problem) return problem;
    }
    return undefined;
  }

  #checkJob(job: Record<string, unknown>, items: string, healed: boolean): string | undefined {
    if (job.status !== 'DONE') return `a job hangs: ${String(job.status)} with ${items || 'no items'}`;
    const { done, failed } = this.#counts(String(job.id), Number(job.shards));
    if (done + failed !== items.length) return `${done} + ${failed} counted of ${items.length}`;
    const text = this.#outputs.get(String(job.output));
    if (text === undefined) return 'a job is done and has no output';
    const { job: finished, outcomes } = JSON.parse(text) as Written;
    if (finished.version !== job.version)
      return `the output is of version ${finished.version}, the job of ${String(job.version)}`;
    if (outcomes.length !== items.length) return `${outcomes.length} outcomes of ${items.length}`;
    for (const [index, kind] of Array.from(items).entries()) {
      const outcome = outcomes[index];
      if (outcome?.index !== index) return `outcome ${index} is that of ${String(outcome?.index)}`;
      if (outcome.status === 'DONE' && (outcome.result as { value: number }).value !== index * 2)
        return 'a wrong result';
      if (outcome.status === 'DONE' && kind !== 'g' && !healed) return 'a poison item is done';
      // Faults may use up the attempts of a good one; it is parked then.
      if (outcome.status === 'FAILED' && healed) return 'an item is failed after its redrive';
      if (outcome.status === 'FAILED' && this.pipeline.parked.size === 0) return 'an item is failed and not parked';
    }
    return done === outcomes.filter(({ status }) => status === 'DONE').length
      ? undefined
      : 'counts and outcomes differ';
  }

  #counts(id: string, shards: number): { done: number; failed: number } {
    const counts = { done: 0, failed: 0 };
    for (let shard = 0; shard < shards; shard++) {
      const row = this.pipeline.table.peek({ pk: `SHARD#${shard}#${id}`, sk: 'SHARD' });
      counts.done += Number(row?.done ?? 0);
      counts.failed += Number(row?.failed ?? 0);
    }
    return counts;
  }

  #files(): LocalFiles {
    return {
      read: ({ key }) => pieces(this.#schedule.files[Number.parseInt(key)] ?? ''),
      stage: (key) => {
        let text = '';
        return {
          add: (piece) => (text += piece),
          commit: () => {
            // Whoever writes a version again has to write the same.
            if ((this.#outputs.get(key) ?? text) !== text) this.#problem ??= `two texts for ${key}`;
            this.#outputs.set(key, text);
          },
        };
      },
    };
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- a port gives an async iterable
async function* pieces(items: string): AsyncGenerator<string> {
  const text = Array.from(items)
    .map((kind, value) => `${JSON.stringify({ kind, value })}\n`)
    .join('');
  yield text.slice(0, 7);
  yield text.slice(7);
}

async function* collect(outcomes: AsyncIterable<Outcome>, job: FinishedJob): AsyncGenerator<string> {
  const all: Outcome[] = [];
  for await (const outcome of outcomes) all.push(outcome);
  yield JSON.stringify({ job, outcomes: all } satisfies Written);
}

export function onTable(change: (ports: Ports) => Ports['table']): Sabotage {
  return onPorts((ports) => ({ ...ports, table: change(ports) }));
}

/** Changes what each invocation is given. */
export function onPorts(change: (ports: Ports) => Ports): Sabotage {
  return (functions) =>
    Object.fromEntries(
      Object.entries(functions).map(([name, handle]) => [
        name,
        (event: never, ports: Ports) => handle(event, change(ports)),
      ]),
    ) as unknown as ProjectCode['functions'];
}

/** The first of so many schedules that does not come out right. */
export async function findFault(
  first: number,
  count: number,
  sabotage?: Sabotage,
): Promise<{ seed: number; problem: string } | undefined> {
  for (let seed = first; seed < first + count; seed++) {
    const problem = await checkSchedule(makeSchedule(seed), sabotage);
    if (problem) return { seed, problem };
  }
  return undefined;
}
