import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '../../src/runtime/service/start-service.ts';
import { compareCpu } from './measure.ts';

const ROUNDS = Number(process.env['FANOUT_BENCH_ROUNDS'] ?? 5);
const ITEMS = 20_000;
const ROWS = 100_000;
const EXECUTIONS = 200;
const CREDENTIALS = { accessKeyId: 'any', secretAccessKey: 'any' };
const roleArn = 'arn:aws:iam::123456789012:role/bench';

const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const INLINE = {
  StartAt: 'Map',
  States: { Map: { Type: 'Map', ItemProcessor: PASS, ResultPath: null, End: true } },
};
const distributed = (executionType: 'EXPRESS' | 'STANDARD') => ({
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'bench', Key: 'rows.csv' },
      },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType }, ...PASS },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'bench', Prefix: 'out' } },
      End: true,
    },
  },
});

/** What a data folder costs: CPU with `--data` beside without, over the API. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-bench-'));
  try {
    mkdirSync(join(folder, 'bench'));
    const rows = Array.from({ length: ROWS }, (_, id) => `${id},row ${id},${id * 3}`);
    writeFileSync(join(folder, 'bench', 'rows.csv'), ['id,text,number', ...rows].join('\n'));
    const inline = JSON.stringify(Array.from({ length: ITEMS }, (_, id) => ({ id })));
    await compare(folder, `inline Map, ${ITEMS} items`, INLINE, inline, 1);
    await compare(folder, `${EXECUTIONS} executions of one state`, PASS, '{"a":1}', EXECUTIONS);
    await compare(folder, `distributed Map, ${ROWS} Express children`, distributed('EXPRESS'), '{}', 1);
    await compare(folder, `distributed Map, ${ROWS} Standard children`, distributed('STANDARD'), '{}', 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(folder: string, what: string, machine: object, input: string, times: number): Promise<void> {
  const works = {
    without: () => runOn(folder, undefined, machine, input, times),
    'with --data': () => runOn(folder, join(folder, 'data'), machine, input, times),
  };
  const spent = await compareCpu(works, ROUNDS);
  const [without = 0, durable = 0] = [spent['without'], spent['with --data']];
  console.log(
    `durable  ${what}: ${without.toFixed(0)} ms of CPU, ${durable.toFixed(0)} ms with --data, ${(durable / without).toFixed(2)} times as much`,
  );
}

async function runOn(
  folder: string,
  dataDir: string | undefined,
  machine: object,
  input: string,
  times: number,
): Promise<void> {
  const buckets = { bench: join(folder, 'bench') };
  const options = { port: 0, auth: false, buckets, functions: {}, clock: 'real', limits: 'off', dataDir } as const;
  const fault = (error: unknown): void => console.error(error);
  const service = await startService(options, {}, { log: () => undefined, fault });
  const { endpoint, region } = service.ready;
  const client = new SFNClient({ endpoint, region, credentials: CREDENTIALS });
  try {
    const create = { name: 'bench', definition: JSON.stringify(machine), roleArn };
    const { stateMachineArn } = await client.send(new CreateStateMachineCommand(create));
    for (let time = 0; time < times; time++) {
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
      let status: string | undefined;
      do {
        ({ status } = await client.send(new DescribeExecutionCommand({ executionArn })));
        if (status === 'RUNNING') await new Promise((resolve) => setTimeout(resolve, 50));
      } while (status === 'RUNNING');
      if (status !== 'SUCCEEDED') throw new Error(`${what(machine)} ended as ${status ?? ''}`);
    }
  } finally {
    client.destroy();
    await service.close();
    rmSync(join(folder, 'data'), { recursive: true, force: true });
    rmSync(join(folder, 'bench', 'out'), { recursive: true, force: true });
  }
}

function what(machine: object): string {
  return Object.keys((machine as { readonly States: object }).States).join(', ');
}
