import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { leastPrivilege } from '../../../src/iam/least-privilege.ts';
import { templateContext } from '../../../src/iam/statement.ts';

function distributed(Label: string, state: JsonObject): JsonObject {
  return {
    Type: 'Map',
    Label,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Inside',
      States: { Inside: { ...state, End: true } },
    },
    End: true,
  };
}

function selfResources(map: JsonObject): Record<string, readonly string[]> {
  const text = JSON.stringify({ StartAt: 'Map', States: { Map: map } });
  const { selfStatements } = leastPrivilege(parseDefinition(text, 'json'), templateContext('Machine', {}));
  return Object.fromEntries(selfStatements.map(({ sid, resources }) => [sid, resources]));
}

const EXECUTIONS = 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${Machine.Name}';

it('starts, follows and redrives the children of one Map Run under the machine’s own name and its label', () => {
  expect(selfResources(distributed('Files', { Type: 'Pass' }))).toEqual({
    StartChildExecutions: ['${Machine}'],
    FollowChildExecutions: [`${EXECUTIONS}:*`],
    RedriveChildExecutions: [`${EXECUTIONS}/Files:*`],
  });
});

it('does so below its name too where a Map Run is within the children of another, at any depth', () => {
  const nested = {
    StartChildExecutions: ['${Machine}', '${Machine}/*'],
    FollowChildExecutions: [`${EXECUTIONS}:*`, `${EXECUTIONS}/*`],
    RedriveChildExecutions: [`${EXECUTIONS}/Files:*`, `${EXECUTIONS}/*`],
  };
  const items = distributed('Items', { Type: 'Pass' });
  expect(selfResources(distributed('Files', items))).toEqual(nested);
  const inline: JsonObject = { Type: 'Map', ItemProcessor: { StartAt: 'Deep', States: { Deep: items } } };
  expect(selfResources(distributed('Files', inline))).toEqual(nested);
});
