import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/executions/connection.ts';
import type { PreparedDefinition } from '../../../src/executions/prepare-deployment.ts';
import type { Rerun } from '../../../src/executions/prepare-rerun.ts';
import {
  planRerunMachine,
  planRerunRole,
  rerunMachineName,
  rerunWorkload,
  startRerun,
} from '../../../src/executions/rerun-machine.ts';
import { openFolderBucket } from '../../../src/items/folder-bucket.ts';
import { stubService, type StubService } from './stub-service.ts';

const ARN = 'arn:aws:states:eu-west-1:111122223333:mapRun:orders/Orders:0a1b2c3d-4e5f-6789-abcd-ef0123456789';

describe('the name of a machine that runs items again', () => {
  it('is the same for a Map Run, and says of which machine it was', () => {
    expect(rerunMachineName(ARN)).toBe('orders-rerun-0a1b2c3d');
    expect(rerunMachineName(ARN.replace('orders/', 'orders-rerun-99887766/'))).toBe('orders-rerun-0a1b2c3d');
    expect(rerunMachineName(ARN.replace('orders/', 'Bestellungen (ü)/'))).toBe('Bestellungen-----rerun-0a1b2c3d');
  });

  it('is one that AWS takes, for its role and its logs, too', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80 }), fc.uuid(), (machine, id) => {
        const text = machine.replace(/[:/]/g, '');
        const name = rerunMachineName(`arn:aws:states:eu-west-1:111122223333:mapRun:${text}/Label:${id}`);
        expect(name).toMatch(/^[\w-]{1,57}$/);
        expect(name.endsWith(`-rerun-${id.slice(0, 8)}`)).toBe(true);
      }),
    );
  });
});

const MAP = {
  Type: 'Map',
  Label: 'Orders',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON' },
    Parameters: { Bucket: 'data', Key: 'out/0a1b/rerun-1.json' },
  },
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: '${Worker}', 'Payload.$': '$' },
        End: true,
      },
    },
  },
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'data', Prefix: 'out' } },
  End: true,
};

function rerunOf(map: object, items: Partial<Rerun['items']> = {}): Rerun {
  return {
    mapName: 'Each order',
    definition: JSON.stringify({ StartAt: 'Each order', States: { 'Each order': map } }),
    before: '',
    items: { children: 4, items: 4, bytes: 400, isInexact: false, batches: undefined, ...items },
    notes: [],
    source: { kind: 'FILE', bucket: 'data', key: 'out/0a1b/rerun-1.json' },
    placeItems: async (findBucket) => {
      const sink = await (await findBucket('data')).create('out/0a1b/rerun-1.json', 'application/json');
      await sink.write('[1,2,3,4]');
      await sink.close();
      return '{}';
    },
  };
}

describe('what a re-run is priced by', () => {
  const prepared = (map: object, workload?: object) =>
    ({ definition: rerunOf(map).definition, project: workload && { workload } }) as unknown as PreparedDefinition;

  it('is its items, and not those of the whole workload', () => {
    const whole = { items: 1_000_000, itemsPerBatch: 50, taskMilliseconds: 20 };
    expect(rerunWorkload(rerunOf(MAP), prepared(MAP, whole))).toEqual({
      ...{ items: 4, itemBytes: 100, itemsPerBatch: 1, taskMilliseconds: 20 },
    });
    const batches = { uneven: 0, batchInput: undefined, isMixed: false };
    const kept = { batches, children: 3, items: 28 };
    expect(rerunWorkload(rerunOf(MAP, kept), prepared(MAP))).toMatchObject({ items: 28, itemsPerBatch: 10 });
    const batched = { ...MAP, ItemBatcher: { MaxItemsPerBatch: 7 } };
    expect(rerunWorkload(rerunOf(batched, kept), prepared(batched))).toMatchObject({ items: 28, itemsPerBatch: 7 });
  });
});

describe('a re-run on AWS', () => {
  let folder: string;
  let stub: StubService;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rerun-machine-'));
    await writeFile(join(folder, 'orders.asl.json'), '{}');
  });
  afterEach(async () => {
    await stub.shut();
    await rm(folder, { recursive: true });
  });

  it('writes the items, then makes the machine with a role that may start its children, then starts it', async () => {
    const sent: Record<string, Record<string, unknown>> = {};
    const order: string[] = [];
    stub = await stubService(({ action, body, reply }) => {
      order.push(action);
      sent[action] = body;
      const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders-rerun-0a1b2c3d';
      if (action === 'ListStateMachines') reply({ stateMachines: [] });
      else if (action === 'CreateStateMachine') reply({ stateMachineArn: machine, creationDate: 0 });
      else reply({ executionArn: `${machine.replace('stateMachine', 'execution')}:one`, startDate: 0 });
    });
    const client = await createClient({ ...stub.connection, region: 'eu-west-1' });
    const endpoint = { client, connection: stub.connection };
    const rerun = rerunOf(MAP);
    const definitionPath = join(folder, 'orders.asl.json');
    const request = { rerun, mapRunArn: ARN, definitionPath, substitutions: { Worker: 'order-worker' } };
    const machine = await planRerunMachine(endpoint, request);
    expect(machine).toMatchObject({ name: 'orders-rerun-0a1b2c3d', known: undefined });
    const roleArn = 'arn:aws:iam::111122223333:role/again';
    const role = await planRerunRole(endpoint, machine, ARN, roleArn);
    const self = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders-rerun-0a1b2c3d';
    const allowed = JSON.stringify(role.policy);
    for (const each of ['states:StartExecution', self, 's3:GetObject', 's3:PutObject', 'order-worker'])
      expect(allowed).toContain(each);
    const findBucket = (name: string) => {
      order.push('items');
      return Promise.resolve(openFolderBucket(name, folder));
    };
    const started = await startRerun(endpoint, rerun, machine, { roleArn, isRoleNew: false, findBucket });
    expect(started.executionArn).toMatch(/:execution:orders-rerun-0a1b2c3d:one$/);
    expect(order).toEqual(['ListStateMachines', 'items', 'CreateStateMachine', 'StartExecution']);
    expect(sent.CreateStateMachine).toMatchObject({ name: 'orders-rerun-0a1b2c3d', type: 'STANDARD', roleArn });
    expect(String(sent.CreateStateMachine?.definition)).toContain('"FunctionName":"order-worker"');
    client.destroy();
  });

  it('refuses another region and another account than those of the Map Run', async () => {
    stub = await stubService(({ reply }) => reply({ stateMachines: [] }));
    const client = await createClient({ ...stub.connection, region: 'us-east-1' });
    // As on AWS: no endpoint.
    const aws = { client, connection: { region: 'us-east-1' } };
    const definitionPath = join(folder, 'orders.asl.json');
    const request = { rerun: rerunOf(MAP), mapRunArn: ARN, definitionPath, substitutions: { Worker: 'w' } };
    await expect(planRerunMachine(aws, request)).rejects.toThrow(
      'These results are of a Map Run in eu-west-1, and the connection is to us-east-1: choose eu-west-1.',
    );
    const here = ARN.replace('eu-west-1', 'us-east-1');
    const machine = await planRerunMachine(aws, { ...request, mapRunArn: here });
    await expect(planRerunRole(aws, machine, here, 'arn:aws:iam::999900001111:role/again')).rejects.toThrow(
      /in the account 111122223333, and the role would be in 999900001111/,
    );
    client.destroy();
  });
});
