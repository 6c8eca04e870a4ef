import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { parseKeepingNumbers } from '../../../../src/asl/kept-numbers.ts';
import type { ExecutionJournal } from '../../../../src/runtime/interpreter/execution-journal.ts';
import { RunningExecution, type Execution } from '../../../../src/runtime/interpreter/execution.ts';
import { ExecutionWriter } from '../../../../src/runtime/journal/execution-writer.ts';
import { openJournalFile, type JournalFile } from '../../../../src/runtime/journal/journal-file.ts';
import { StoredExecution } from '../../../../src/runtime/journal/stored-execution.ts';
import { machineOf, makeWork, shapes } from '../interpreter/fan-out-machines.ts';
import { start } from '../interpreter/harness.ts';
import { openMemoryDisk, type MemoryDisk } from './memory-disk.ts';

const PATH = '/data/execution.journal';

const noMapRun = (): never => {
  throw new Error('no Map Run expected');
};

/** What another process would find. */
function restore(disk: MemoryDisk): { readonly stored: StoredExecution; readonly file: JournalFile } {
  const stored = new StoredExecution(disk);
  const file = openJournalFile(disk, PATH, (record) => stored.tell(record));
  return { stored, file };
}

/** Everything but ids of last events, which a process that was killed has no time to work out. */
function withoutIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'last' ? undefined : each)));
}

describe('an execution that is taken up from its journal until it succeeds', () => {
  it(
    'gives the output of one that never failed, with the same history and the same points',
    { timeout: 120_000 },
    async () => {
      const stops = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 });
      const property = fc.asyncProperty(
        shapes,
        fc.array(fc.nat({ max: 2 }), { maxLength: 8 }),
        stops,
        async (states, failures, stopsAt) => {
          const machine = { QueryLanguage: 'JSONata', ...machineOf(states, { next: 0 }) };
          const input: JsonValue = { id: '' };
          const fine = makeWork([], () => undefined);
          const whole = await start(machine, input, { work: fine.work }).result;
          const left = [...stopsAt];
          let calls = 0;
          let execution: Execution | undefined;
          let killed: MemoryDisk | undefined;
          const flaky = makeWork(failures, () => {
            if (++calls !== left[0]) return;
            left.shift();
            calls = 0;
            setImmediate(() => {
              file.flush();
              killed = openMemoryDisk(disk.files);
              execution?.stop();
            });
          });
          let disk = openMemoryDisk();
          let { file } = restore(disk);
          let writer = new ExecutionWriter((record) => file.add(record), 0, noMapRun);
          const journal: ExecutionJournal = {
            event: (event, payload) => writer.event(event, payload),
            openLine: (...line) => writer.openLine(...line),
            beginInside: (line, inside) => writer.beginInside(line, inside),
            redriven: (count, date) => writer.redriven(count, date),
            redriveToken: () => undefined,
            ended: () => undefined,
            forget: () => undefined,
            openMapRun: noMapRun,
          };
          execution = start(machine, input, { work: flaky.work, journal });
          for (let redrives = 0; ; redrives++) {
            const result = await execution.result;
            if (!(execution instanceof RunningExecution)) return expect.unreachable();
            writer.ended(result, 1);
            file.flush();
            const ended = restore(openMemoryDisk(disk.files)).stored;
            const { resume, history } = execution;
            expect(ended.end?.result.status).toBe(result.status);
            expect(ended.history().read()).toEqual(history.read());
            if (result.status === 'SUCCEEDED') {
              expect(result).toEqual(whole);
              break;
            }
            expect(withoutIds(ended.point())).toEqual(withoutIds(resume?.point));
            expect(redrives).toBeLessThan(500);
            disk = killed ?? disk;
            killed = undefined;
            const restored = restore(disk);
            file = restored.file;
            const { stored } = restored;
            writer = new ExecutionWriter((record) => file.add(record), 0, noMapRun, stored.values);
            const restoredHistory = stored.history();
            execution.resume = { point: stored.point(), history: restoredHistory, redriveCount: redrives };
            execution = execution.redrive();
          }
          expect([...flaky.succeeded.values()].filter((count) => count < 1)).toEqual([]);
        },
      );
      await fc.assert(property, { numRuns: 150 });
    },
  );
});

describe('an integer beyond 2^53 in a journal', () => {
  it('is the same one in the history, and in the point to go on from', async () => {
    const disk = openMemoryDisk();
    const { file } = restore(disk);
    const writer = new ExecutionWriter((record) => file.add(record), 0, noMapRun);
    const input = parseKeepingNumbers('{"item":{"id":9007199254740993}}');
    const pass = { Type: 'Pass', Parameters: { 'kept.$': '$.item' }, Next: 'Fail' };
    const machine = { StartAt: 'Pass', States: { Pass: pass, Fail: { Type: 'Fail' } } };
    const execution = start(machine, input, { journal: writer });
    writer.ended(await execution.result, 1);
    file.flush();
    const { stored } = restore(openMemoryDisk(disk.files));
    expect(stored.history().read()).toEqual(execution.history.read());
    expect(JSON.stringify(stored.point())).toContain('{"kept":{"id":9007199254740993}}');
  });
});

describe('the history of an execution that lies in a journal', () => {
  it('is read with what states hand on to each other only once, in both directions', async () => {
    const disk = openMemoryDisk();
    const { file } = restore(disk);
    const writer = new ExecutionWriter((record) => file.add(record), 0, noMapRun);
    const states = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`P${at}`, { Type: 'Pass', Next: at === 39 ? 'Fail' : `P${at + 1}` }]),
    );
    const machine = { StartAt: 'P0', States: { ...states, Fail: { Type: 'Fail' } } };
    const execution = start(machine, { shared: [1, 2] }, { journal: writer });
    writer.ended(await execution.result, 1);
    file.flush();
    let reads = 0;
    const counting: MemoryDisk = {
      ...disk,
      read: (...place) => {
        reads++;
        return disk.read(...place);
      },
    };
    const stored = new StoredExecution(counting);
    openJournalFile(counting, PATH, (record) => stored.tell(record));
    const history = stored.history();
    const { length } = history;
    history.append('ExecutionRedriven', length, 0, undefined, { redriveCount: 1 });
    reads = 0;
    expect(history.read().slice(0, length)).toEqual(execution.history.read());
    expect(reads).toBeLessThan(length + 4);
    expect(history.read({ reverse: true })).toEqual(history.read().reverse());
    expect(history.read({ from: length - 1, count: 3 }).map(({ id }) => id)).toEqual([length - 1, length, length + 1]);
    expect(history.read({ from: length + 1, count: 3, reverse: true }).map(({ id }) => id)).toEqual([
      length + 1,
      length,
      length - 1,
    ]);
  });
});
