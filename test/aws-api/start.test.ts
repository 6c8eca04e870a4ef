import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { deployMachine, describeChanges, type Deployment } from '../../src/executions/deploy-machine.ts';
import { readExecutionMachine } from '../../src/executions/execution-machine.ts';
import { findMachine } from '../../src/executions/find-machine.ts';
import { followExecution } from '../../src/executions/follow-execution.ts';
import { readExecutionsPage } from '../../src/executions/list-executions.ts';
import { createRole, planRole } from '../../src/executions/machine-role.ts';
import { startExecution } from '../../src/executions/start-execution.ts';
import { createClient } from '../../src/executions/connection.ts';
import { CREDENTIALS, REGION } from './deployment.ts';
import { ENDPOINTS, type Endpoint } from './sfn-endpoints.ts';

const ROLE = 'arn:aws:iam::123456789012:role/machine';
const definitionOf = (state: object): string => JSON.stringify({ StartAt: 'A', States: { A: state } });

const deployment = (name: string, state: object): Deployment => ({
  ...{ name, definition: definitionOf(state), type: 'STANDARD', roleArn: ROLE, publish: false },
});

describe.each(ENDPOINTS)('starting an execution on $name', ({ name, open }) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await open(inject('moto'));
  });
  afterAll(() => endpoint.close());

  it('creates, leaves alone and updates a machine; starts, follows and lists its executions; and stops one', async () => {
    const { client } = endpoint;
    const wanted = deployment(`started-${name.replaceAll(' ', '-')}`, { Type: 'Pass', Result: { is: 1 }, End: true });
    const created = await deployMachine(client, wanted, undefined);
    expect(created.action).toBe('created');
    const known = await findMachine(client, wanted.name);
    expect(known).toMatchObject({ stateMachineArn: created.stateMachineArn, type: 'STANDARD', roleArn: ROLE });
    expect(await deployMachine(client, wanted, known)).toMatchObject({ action: 'unchanged' });

    const { stateMachineArn } = created;
    const { executionArn } = await startExecution(client, { stateMachineArn, input: '{}', name: 'first' });
    const { outline } = await readExecutionMachine(client, executionArn);
    const ended = await followExecution({ client, executionArn, outline, states: true });
    expect([ended.status, JSON.parse(ended.output ?? '')]).toEqual(['SUCCEEDED', { is: 1 }]);

    const changed = { ...wanted, definition: definitionOf({ Type: 'Wait', Seconds: 600, End: true }) };
    expect(known && describeChanges(changed, known)).toEqual(['the definition']);
    expect(await deployMachine(client, changed, known)).toMatchObject({ action: 'updated' });
    const second = await startExecution(client, { stateMachineArn, input: '{}' });
    await client.send(new StopExecutionCommand({ executionArn: second.executionArn }));
    const stopped = await followExecution({ client, executionArn: second.executionArn, outline, states: false });
    expect(stopped.status).toBe('ABORTED');
    const { executions } = await readExecutionsPage(client, { of: { stateMachineArn }, limit: 10 });
    expect(executions.map(({ status }) => status).toSorted()).toEqual(['ABORTED', 'SUCCEEDED']);
    const { executions: aborted } = await readExecutionsPage(client, { of: { stateMachineArn }, status: 'ABORTED' });
    expect(aborted.map((each) => each.executionArn)).toEqual([second.executionArn]);
  });
});

describe('a role on moto', () => {
  it('is made once, by the account that its STS tells', async () => {
    const connection = { endpoint: inject('moto'), region: REGION, credentials: CREDENTIALS };
    const client = await createClient(connection);
    const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work', End: true };
    const request = { machineName: 'roled', definition: definitionOf(task), logging: false, tracing: false };
    const plan = await planRole({ client, connection }, request);
    await expect(createRole({ client, connection }, plan)).resolves.toBe('arn:aws:iam::123456789012:role/fanout-roled');
    await expect(createRole({ client, connection }, plan)).rejects.toThrow('The role fanout-roled exists');
    client.destroy();
  });
});
