import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  paginateListStateMachines,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import { ABSENT, PASS, ROLE, WAIT, failure, openTestService } from './test-service.ts';

const service = await openTestService();
const { client, create } = service;
afterAll(() => service.close());

describe('state machines', () => {
  it('are created once, described, listed newest first, updated and deleted', async () => {
    const arn = await create('life');
    expect(arn).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:life');
    expect(await create('life')).toBe(arn);
    const before = await client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(before).toMatchObject({ name: 'life', status: 'ACTIVE', type: 'STANDARD', definition: PASS, roleArn: ROLE });
    expect(before.creationDate).toBeInstanceOf(Date);
    const updated = await client.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition: WAIT }));
    expect(updated.revisionId).not.toBe(before.revisionId);
    const bare = new DescribeStateMachineCommand({ stateMachineArn: arn, includedData: 'METADATA_ONLY' });
    expect(await client.send(bare)).toMatchObject({ name: 'life', definition: '{}' });
    const after = await client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(after).toMatchObject({ definition: WAIT, revisionId: updated.revisionId });
    const listed = await client.send(new ListStateMachinesCommand({}));
    expect(listed.stateMachines?.[0]).toMatchObject({ name: 'life', stateMachineArn: arn, type: 'STANDARD' });
    await client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    await client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    const gone = await failure(client.send(new DescribeStateMachineCommand({ stateMachineArn: arn })));
    expect(gone).toEqual({ name: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${arn}'` });
  });

  it('are refused where a number would become another one here', async () => {
    const pass = { Type: 'Pass', Comment: '12345678901234567890', Result: 'N', End: true };
    const definition = JSON.stringify({ StartAt: 'P', States: { P: pass } });
    expect(await create('exact', definition)).toContain('exact');
    const refused = await failure(create('inexact', definition.replace('"N"', '98765432109876543210')));
    expect(refused.name).toBe('InvalidDefinition');
    expect(refused.message).toContain('98765432109876543210');
  });

  it('are paged', async () => {
    for (const index of [1, 2, 3, 4, 5]) await create(`page-${index}`);
    const names: (string | undefined)[] = [];
    for await (const page of paginateListStateMachines({ client, pageSize: 2 }, {})) {
      expect(page.stateMachines!.length).toBeLessThanOrEqual(2);
      names.push(...page.stateMachines!.map(({ name }) => name));
    }
    expect(names.filter((name) => name?.startsWith('page-'))).toEqual([5, 4, 3, 2, 1].map((n) => `page-${n}`));
  });

  it.each([
    ['a name with a space', { name: 'a b' }, 'InvalidName', "Invalid Name: 'a b'"],
    ['a name too long', { name: 'x'.repeat(81) }, 'ValidationException', /at 'name' .* less than or equal to 80/],
    ['no name', { name: undefined }, 'ValidationException', /^1 validation error detected: Value null at 'name'/],
    ['an unknown type', { type: 'FAST' as never }, 'ValidationException', /enum value set: \[STANDARD, EXPRESS\]/],
    ['a role that is none', { roleArn: 'role' }, 'InvalidArn', "Invalid Role Arn: 'role'"],
    ['no JSON', { definition: '{' }, 'InvalidDefinition', /^Invalid State Machine Definition: '/],
    ['no state machine', { definition: '[]' }, 'InvalidDefinition', /^Invalid State Machine Definition: '/],
    [
      'a target that is not there',
      { definition: PASS.replace('"End":true', '"Next":"Q"') },
      'InvalidDefinition',
      /MISSING_TRANSITION_TARGET: .*\/States\/P/,
    ],
    [
      'a field that nobody knows',
      { definition: PASS.replace('"End"', '"Speed":1,"End"') },
      'InvalidDefinition',
      /Speed/,
    ],
    [
      'a definition of more than 1 MB, its characters being of two bytes',
      { definition: PASS.replace('{', `{"Comment":"${'é'.repeat(524_288)}",`) },
      'ValidationException',
      /at 'definition' .* less than or equal to 1048576/,
    ],
    [
      'a key of KMS',
      { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' as const } },
      'InvalidEncryptionConfiguration',
      /KMS/,
    ],
  ])('are refused with %s', async (_what, change, name, message) => {
    const input = { name: 'refused', definition: PASS, roleArn: ROLE, ...change };
    const error = await failure(client.send(new CreateStateMachineCommand(input as never)));
    expect(error.name).toBe(name);
    expect(error.message).toMatch(message);
  });

  it('are described with their configuration and the variables that their states read', async () => {
    const definition = JSON.stringify({
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { b: 1, a: 2 }, Next: 'Read' },
        Read: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($b, $a)' }, End: true },
      },
    });
    const tracingConfiguration = { enabled: true };
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({ name: 'reading', definition, roleArn: ROLE, tracingConfiguration }),
    );
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({
      tracingConfiguration,
      loggingConfiguration: { level: 'OFF' },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      variableReferences: { Read: ['a', 'b'] },
    });
  });

  it('are refused when another of that name is there', async () => {
    const arn = await create('twin');
    const roleArn = `${ROLE}-2`;
    const same = new CreateStateMachineCommand({ name: 'twin', definition: PASS, roleArn });
    expect((await client.send(same)).stateMachineArn).toBe(arn);
    const kept = await client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(kept.roleArn).toBe(ROLE);
    const error = await failure(create('twin', WAIT));
    expect(error).toEqual({ name: 'StateMachineAlreadyExists', message: `State Machine Already Exists: '${arn}'` });
    const nothing = await failure(client.send(new UpdateStateMachineCommand({ stateMachineArn: arn })));
    expect(nothing.name).toBe('MissingRequiredParameter');
  });

  it('are validated', async () => {
    const good = await client.send(new ValidateStateMachineDefinitionCommand({ definition: PASS }));
    expect(good).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
    const definition = JSON.stringify({ StartAt: 'X', States: { P: { Type: 'Pass', Next: 'Q' } } });
    const bad = await client.send(new ValidateStateMachineDefinitionCommand({ definition, maxResults: 1 }));
    expect(bad).toMatchObject({ result: 'FAIL', truncated: true });
    expect(bad.diagnostics).toHaveLength(1);
    const all = await client.send(new ValidateStateMachineDefinitionCommand({ definition }));
    expect(all.diagnostics?.map(({ code, location }) => [code, location])).toEqual([
      ['MISSING_TRANSITION_TARGET', '/StartAt'],
      ['MISSING_END_STATE', undefined],
      ['MISSING_TRANSITION_TARGET', '/States/P/Next'],
    ]);
  });

  it('carry tags', async () => {
    const resourceArn = await create('tagged');
    await client.send(
      new TagResourceCommand({
        resourceArn,
        tags: [
          { key: 'a', value: '1' },
          { key: 'b', value: '2' },
        ],
      }),
    );
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'b', value: '2' }]);
    const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: '' }));
    expect((await failure(client.send(new TagResourceCommand({ resourceArn, tags: many })))).name).toBe('TooManyTags');
    const absent = await failure(client.send(new ListTagsForResourceCommand({ resourceArn: ABSENT })));
    expect(absent.name).toBe('ResourceNotFound');
  });
});
