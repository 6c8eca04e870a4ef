import { expect, it } from 'vitest';
import { kindOfText } from '../../../../src/editor/language/text-kind.ts';

const YAML_TEMPLATE = 'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n';
const JSON_TEMPLATE = '{"Resources":{"M":{"Type":"AWS::StepFunctions::StateMachine"}}}';

it.each([
  ['', 'asl', { holds: 'definition', format: 'json' }],
  ['', 'asl-yaml', { holds: 'definition', format: 'yaml' }],
  ['StartAt: A\nStates: {}\n', 'yaml', { holds: 'definition', format: 'yaml' }],
  [YAML_TEMPLATE, 'yaml', { holds: 'template', format: 'yaml' }],
  [YAML_TEMPLATE, 'cloudformation', { holds: 'template', format: 'yaml' }],
  [JSON_TEMPLATE, 'cloudformation', { holds: 'template', format: 'json' }],
  [JSON_TEMPLATE, 'json', { holds: 'template', format: 'json' }],
  [YAML_TEMPLATE, 'plaintext', undefined],
  ['name: x\n', 'yaml', undefined],
  [`${YAML_TEMPLATE}#${' '.repeat(10 * 1024 * 1024)}`, 'yaml', undefined],
] as const)('sees what a text is: %#', (text, language, kind) => {
  expect(kindOfText(text, language)).toEqual(kind);
});
