import type { InputFile, Ports, Row, Settings } from '../../templates/custom-pipeline/functions/pipeline/ports.ts';
import type { Invocation } from './invocation.ts';
import type { LocalPipeline } from './local-pipeline.ts';
import type { PageEnd } from './local-table.ts';
import type { ProjectCode } from './project-code.ts';
import type { QueuedMessage } from './local-queue.ts';
import type { Random } from './random.ts';

/** Where a local run reads its input from and writes its output to. Real work: virtual time waits for it. */
export interface LocalFiles {
  /** Throws an error called GoneError when there is no such file any more. */
  read(file: InputFile): AsyncIterable<string>;
  stage(key: string): StagedFile;
}

/** A file that appears as a whole when it is finished: a function that ends before has written nothing. */
export interface StagedFile {
  add(piece: string): void;
  commit(): void;
}

export interface PortsOptions {
  readonly invocation: Invocation;
  readonly pipeline: LocalPipeline;
  readonly files: LocalFiles;
  readonly code: ProjectCode;
  readonly settings: Settings;
  readonly random: Random;
  readonly log: Ports['log'];
}

/** The ports of one invocation: each call to a service is one moment in virtual time. */
export function createPorts(options: PortsOptions): Ports {
  const { invocation, pipeline, code, settings, random, log } = options;
  const { work, parked, simulation, splitEvents } = pipeline;
  const received = new Map<string, QueuedMessage>();
  return {
    table: tablePort(options),
    work: { send: (bodies, delaySeconds) => invocation.call(() => work.send(bodies, delaySeconds)) },
    parked: {
      send: (bodies, delaySeconds) => invocation.call(() => parked.send(bodies, delaySeconds)),
      receive: () =>
        invocation.call(() => {
          const messages = parked.receive(10);
          parked.release(messages, simulation.now);
          return messages.map((message, place) => {
            const receipt = `${message.id}/${message.receives}/${received.size}/${place}`;
            received.set(receipt, message);
            return { body: message.body, receipt };
          });
        }),
      remove: (receipt) =>
        invocation.call(() => {
          const message = received.get(receipt);
          if (message) parked.delete([message]);
        }),
    },
    files: filesPort(options),
    continueSplit: (job) => invocation.call(() => splitEvents.send({ continueJob: job })),
    now: () => simulation.now,
    sleep: (milliseconds) => invocation.sleep(milliseconds),
    random,
    remaining: () => invocation.remaining,
    log: (message, details) => {
      if (!invocation.isOver) log(message, details);
    },
    settings,
    task: (item, context) => invocation.runUserCode(() => code.task(item, context)),
    reduce: (outcomes, job) => invocation.runUserStream(outcomes, (fed) => code.reduce(fed, job)),
  };
}

function tablePort({ invocation, pipeline: { table, usage } }: PortsOptions): Ports['table'] {
  return {
    async read(keys) {
      const rows: (Row | undefined)[] = [];
      // More than one are no snapshot: others may write between them.
      const half = keys.length > 1 ? Math.floor(keys.length / 2) : 0;
      await invocation.call(
        () => rows.push(...keys.slice(0, half).map((key) => table.read(key))),
        () => rows.push(...keys.slice(half).map((key) => table.read(key))),
      );
      return rows;
    },
    write: (writes) => invocation.call(() => table.write(writes)),
    async *list(pk) {
      let end: PageEnd | undefined;
      do {
        const from = end;
        const page = await invocation.call(() => table.page(pk, from));
        yield page.rows;
        ({ end } = page);
      } while (end);
    },
    listOpenJobs: (touchedBefore) =>
      invocation.call(() => {
        usage.readUnits++;
        const jobs = table.partitionsOf('JOB#').map((pk) => ({ pk, row: table.peek({ pk, sk: 'JOB' }) }));
        const open = jobs.filter(({ row }) => row?.open === 'OPEN' && Number(row.touched) < touchedBefore);
        return open.map(({ pk }) => pk.slice('JOB#'.length));
      }),
  };
}

function filesPort({ invocation, files, pipeline: { usage } }: PortsOptions): Ports['files'] {
  return {
    async *open(file) {
      await invocation.call(() => usage.objectReads++);
      const pieces = files.read(file)[Symbol.asyncIterator]();
      for (;;) {
        const next = await invocation.waitFor(() => pieces.next());
        if (next.done) return;
        yield next.value;
      }
    },
    async write(key, text) {
      const staged = files.stage(key);
      for await (const piece of text) staged.add(piece);
      await invocation.call(() => {
        usage.objectWrites++;
        staged.commit();
      });
    },
  };
}
