import { SFNClient } from '@aws-sdk/client-sfn';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RuntimeMessage, RuntimeOptions } from '../../../src/protocol/runtime-process.ts';

const ENTRY = join(import.meta.dirname, '../../../src/runtime/main.ts');

/** The local Step Functions in a process that can be killed. */
export interface KillableRuntime {
  readonly client: SFNClient;
  /** With SIGKILL; kept when the process is gone. */
  kill(): Promise<void>;
}

/** Starts one runtime after another; the process of the next one loads its code while the one before runs. */
export interface KillableRuntimes {
  start(options: Partial<RuntimeOptions>): Promise<KillableRuntime>;
  close(): Promise<void>;
}

export function openKillableRuntimes(): KillableRuntimes {
  let next = boot();
  let present: ChildProcess | undefined;
  return {
    async start(options) {
      const child = next;
      present = child;
      next = boot();
      child.send({
        kind: 'start',
        options: { port: 0, auth: false, buckets: {}, functions: {}, clock: 'real', limits: 'aws', ...options },
      });
      const message = await firstMessage(child);
      if (message.kind !== 'ready') throw new Error(message.kind === 'refused' ? message.message : 'not ready');
      const { endpoint, region } = message.ready;
      const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
      const client = new SFNClient({ endpoint, region, credentials, disableHostPrefix: true, maxAttempts: 1 });
      return {
        client,
        kill: async () => {
          client.destroy();
          await kill(child);
        },
      };
    },
    async close() {
      await kill(next);
      if (present !== undefined) await kill(present);
    },
  };
}

function boot(): ChildProcess {
  return fork(ENTRY, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function firstMessage(child: ChildProcess): Promise<RuntimeMessage> {
  return new Promise((resolve, reject) => {
    child.on('message', (each: RuntimeMessage) => each.kind !== 'log' && resolve(each));
    child.once('exit', () => reject(new Error('The runtime ended before it was ready.')));
  });
}

/** Numbers from 0 to below 1 that a seed gives again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
