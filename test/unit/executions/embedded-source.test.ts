import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syntaxOf } from '../../../src/asl/parse.ts';
import type { EmbeddedSource } from '../../../src/executions/fill-definition.ts';
import { prepareDeployment } from '../../../src/executions/prepare-deployment.ts';
import { NO_FLAGS, prepareRun } from '../../../src/executions/prepare-run.ts';
import { findDefinitions } from '../../../src/project/embedded-definitions.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: order-worker }
  Orders:
    Type: AWS::DynamoDB::Table
  Written:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionSubstitutions:
        WorkerName: !Ref Worker
        Unused: !GetAtt Orders.Arn
      Definition:
        StartAt: Work
        States:
          Work:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: { FunctionName: '\${WorkerName}', Payload: {} }
            End: true
  Text:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
          "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": {"FunctionName": "\${Worker.Arn}", "Payload": {"where": "\${AWS::Region}:\${AWS::AccountId}"}}}}}
  Table:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub '{"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": "\${Orders.Arn}", "End": true}}}'
  Called:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Work
        States:
          Work:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: { FunctionName: !GetAtt Worker.Arn, Payload: !Select [0, [a]] }
            End: true
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-'));
  await writeFile(join(folder, 'template.yaml'), TEMPLATE);
});
afterEach(() => rm(folder, { recursive: true }));

function embedded(logicalId: string, template = TEMPLATE): EmbeddedSource {
  const found = findDefinitions(template, syntaxOf('yaml')).embedded.find((each) => each.logicalId === logicalId)!;
  const { definition, type, pointer } = found;
  return { logicalId, definition, type, isSub: pointer.includes('/Fn::Sub'), template };
}

const deploy = (logicalId: string, substitutions: Readonly<Record<string, string>> = {}) =>
  prepareDeployment({
    ...{ definitionPath: join(folder, 'template.yaml'), embedded: embedded(logicalId), substitutions },
    ...{ isEndpoint: false, region: 'eu-west-1', accountId: () => Promise.resolve('111122223333') },
  });
const parametersOf = (definition: string): unknown =>
  (JSON.parse(definition) as { States: { Work: { Parameters: unknown } } }).States.Work.Parameters;

describe('a definition that is written in a template', () => {
  it('is deployed under its logical id, as its template fills it in, and what is local is told', async () => {
    const prepared = await deploy('Written');
    expect(prepared).toMatchObject({ machineName: 'Written', type: 'EXPRESS' });
    expect(parametersOf(prepared.definition)).toEqual({ FunctionName: 'order-worker', Payload: {} });
    expect(prepared.localValues).toEqual({ WorkerName: 'order-worker' });
    const said = await deploy('Written', { WorkerName: 'stack-Worker-1A2B' });
    expect(parametersOf(said.definition)).toMatchObject({ FunctionName: 'stack-Worker-1A2B' });
    expect(said.localValues).toEqual({});
  });

  it('may be the text of Fn::Sub, which names resources and the account', async () => {
    const { definition, localValues, type } = await deploy('Text');
    expect(type).toBe('STANDARD');
    expect(parametersOf(definition)).toEqual({
      ...{ FunctionName: 'order-worker', Payload: { where: 'eu-west-1:111122223333' } },
    });
    expect(localValues).toEqual({ 'Worker.Arn': 'order-worker' });
  });

  it('is refused by name for what only its deployment knows', async () => {
    await expect(deploy('Table')).rejects.toThrow(
      /\$\{Orders\.Arn\} is Orders\.Arn \(AWS::DynamoDB::Table\), which exists only when deployed: give it a value/,
    );
    await expect(deploy('Called')).rejects.toThrow(/Fn::Select is resolved only by a deployment/);
    const table = await deploy('Table', { 'Orders.Arn': 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders' });
    expect(table.definition).toContain('table/orders');
  });

  it('keeps names of Fn::Sub apart from those of DefinitionSubstitutions', async () => {
    const template = TEMPLATE.replace('Payload: !Select [0, [a]]', 'Payload: { a: "${Worker}" }');
    const source = embedded('Called', template);
    const request = { definitionPath: join(folder, 'template.yaml'), embedded: source, flags: NO_FLAGS, input: '{}' };
    await expect(prepareRun(request)).rejects.toThrow(/\$\{Worker\} has no value: give it a value/);
    const plain = template.replace('${Worker}', 'b');
    const filled = await prepareRun({ ...request, embedded: embedded('Called', plain) });
    expect(parametersOf(filled.definition)).toEqual({ FunctionName: 'order-worker', Payload: { a: 'b' } });
  });

  it('runs locally, too', async () => {
    const definitionPath = join(folder, 'template.yaml');
    const run = await prepareRun({ definitionPath, embedded: embedded('Text'), flags: NO_FLAGS, input: '{}' });
    expect(run).toMatchObject({ machineName: 'Text', type: 'STANDARD' });
    expect(parametersOf(run.definition)).toMatchObject({ Payload: { where: 'us-east-1:123456789012' } });
  });
});
