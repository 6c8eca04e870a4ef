import type { Key, Ports, Row, Table, Write } from '../../../templates/custom-pipeline/functions/pipeline/ports.ts';
import type { ProjectCode } from '../../../src/pipeline/project-code.ts';
import { onPorts, onTable, type Sabotage } from './model-check.ts';

const isCount = ({ key }: Write): boolean => key.pk.startsWith('SHARD#');
const isJob = (key: Key): boolean => key.pk.startsWith('JOB#');

/** The mistakes that such pipelines are known for, each as a change of what the project's code asks of its table. */
export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'a counter that is read and put': onTable(({ table }) => ({
    ...table,
    async write(writes) {
      const [row] = await table.read(writes.filter(isCount).map(({ key }) => key));
      return table.write(writes.map((write) => (isCount(write) ? putSum(write, row) : write)));
    },
  })),
  'marker and counter in two writes': onTable(({ table }) => ({
    ...table,
    async write(writes) {
      if (writes.length !== 2) return table.write(writes);
      const refused = await table.write(writes.slice(0, 1));
      return refused.length > 0 ? refused : table.write(writes.slice(1));
    },
  })),
  'a counter without a marker': onTable(({ table }) => ({
    ...table,
    write: (writes) => table.write(writes.map((write) => (writes.length === 2 ? unconditional(write) : write))),
  })),
  'a version that stays the same at a redrive': onTable(({ table }) => ({
    ...table,
    write: (writes) => table.write(writes.map((write) => (write.add?.version === undefined ? write : without(write)))),
  })),
  'a counter that does not ask for the version it has read': onTable(({ table }) => ({
    ...table,
    write: (writes) => table.write(writes.map((write) => (write.set?.status === 'REDUCING' ? forget(write) : write))),
  })),
  'a total that is written after the messages': (functions) => ({ ...functions, splitter: writeTotalLate(functions) }),
  'messages that were left out and not sent again': onPorts((ports) => ({
    ...ports,
    work: {
      async send(bodies, delaySeconds) {
        await ports.work.send(bodies, delaySeconds);
        return [];
      },
    },
  })),
  'an output that is written before all tasks are counted': onTable(({ table }) => ({
    ...table,
    write: (writes) => table.write(writes.map((write) => (write.set?.total === undefined ? write : lessTotal(write)))),
  })),
};

function putSum({ key, add = {} }: Write, row: Row | undefined): Write {
  return {
    key,
    set: Object.fromEntries(Object.entries(add).map(([name, by]) => [name, Number(row?.[name] ?? 0) + by])),
  };
}

function unconditional({ key, set, add }: Write): Write {
  return { key, ...(set ? { set } : {}), ...(add ? { add } : {}) };
}

function without({ key, when = [], set = {} }: Write): Write {
  return { key, when, set };
}

function forget({ key, set = {} }: Write): Write {
  return { key, when: [{ status: 'RUNNING' }], set };
}

function lessTotal(write: Write): Write {
  return { ...write, set: { ...write.set, total: Math.max(0, Number(write.set?.total) - 1) } };
}

/** The row of the job is held back until all messages are sent, and nobody looks again then. */
function writeTotalLate({ splitter }: ProjectCode['functions']): ProjectCode['functions']['splitter'] {
  return async (event: never, ports: Ports) => {
    let held: Row | undefined;
    let key: Key | undefined;
    const table: Table = {
      ...ports.table,
      async read(keys) {
        const rows = await ports.table.read(keys);
        return rows.map((row, at) => (keys[at] && isJob(keys[at]) ? (row ?? (held?.sent ? undefined : held)) : row));
      },
      async write(writes) {
        const [write] = writes;
        if (!write || !isJob(write.key) || (await ports.table.read([write.key]))[0]) return ports.table.write(writes);
        held = { ...held, ...write.set };
        key = write.key;
        return [];
      },
    };
    await splitter(event, { ...ports, table });
    if (held && key) await ports.table.write([{ key, when: ['missing'], set: held }]);
  };
}
