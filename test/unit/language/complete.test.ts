import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { printYaml } from '../../../src/asl/print.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import { completeMarked, DISTRIBUTED, labelsAt, take } from './support.ts';

const inState = (fields: string, more = ''): string =>
  `{ "StartAt": "A", "States": { "A": { ${fields} }, "B": { "Type": "Succeed" } }${more} }`;
const inJsonata = (fields: string): string => inState(fields, ', "QueryLanguage": "JSONata"');

describe('keys', () => {
  it('are those of the machine, what it must have first', () => {
    expect(labelsAt('{ ¦ }', 'json')).toEqual([
      'StartAt',
      'States',
      'Comment',
      'QueryLanguage',
      'TimeoutSeconds',
      'Version',
    ]);
  });

  it('go by the type of the state, without those that stand or that one excludes', () => {
    const labels = labelsAt(inState('"Type": "Task", "Next": "B", ¦'), 'json');
    expect(labels[0]).toBe('Resource');
    expect(labels).toContain('Retry');
    expect(labels.filter((label) => ['Type', 'Next', 'End', 'ItemProcessor', 'Arguments'].includes(label))).toEqual([]);
  });

  it('go by the query language', () => {
    const labels = labelsAt(inJsonata('"Type": "Task", ¦'), 'json');
    expect(labels).toEqual(expect.arrayContaining(['Arguments', 'Output', 'Assign']));
    expect(labels).not.toContain('Parameters');
    expect(labels).not.toContain('ResultPath');
  });

  it('go by the mode of the Map', () => {
    const inline = labelsAt(inState('"Type": "Map", "ItemProcessor": { "StartAt": "X", "States": {} }, ¦'), 'json');
    expect(inline).not.toContain('ItemReader');
    expect(inline).not.toContain('ResultWriter');
    const distributed = labelsAt(DISTRIBUTED.replace('"Next": "Done"', '¦"Next": "Done"'), 'json');
    expect(distributed).toEqual(expect.arrayContaining(['ItemBatcher', 'ResultWriter', 'ToleratedFailurePercentage']));
    expect(distributed).not.toContain('ItemReader');
    expect(distributed).not.toContain('Iterator');
  });

  it('offer CSVHeaderLocation to a CSV reader, and to no other', () => {
    const csv = '"InputType": "CSV"';
    expect(labelsAt(DISTRIBUTED.replace(csv, `${csv}, ¦`), 'json')).toContain('CSVHeaderLocation');
    const labels = labelsAt(DISTRIBUTED.replace(csv, '"InputType": "JSON", ¦'), 'json');
    expect(labels).not.toContain('CSVHeaderLocation');
    expect(labels).toContain('ItemsPointer');
    expect(labelsAt(DISTRIBUTED.replace('"Type": "Map",', '"Type": "Map", ¦'), 'json')).not.toContain(
      'CSVHeaderLocation',
    );
  });

  it('reach into readers, batchers, retriers, catchers and rules', () => {
    expect(labelsAt(inState('"Type": "Task", "Retry": [{ ¦ }]'), 'json').slice(0, 2)).toEqual([
      'ErrorEquals',
      'Comment',
    ]);
    expect(labelsAt(inState('"Type": "Task", "Catch": [{ ¦ }]'), 'json').slice(0, 2)).toEqual(['ErrorEquals', 'Next']);
    expect(labelsAt(inState('"Type": "Choice", "Choices": [{ "Variable": "$.a", ¦ }]'), 'json')).toContain(
      'StringMatches',
    );
    const tested = labelsAt(inState('"Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, ¦ }]'), 'json');
    expect(tested).not.toContain('StringMatches');
    expect(labelsAt(inJsonata('"Type": "Choice", "Choices": [{ ¦ }]'), 'json')[0]).toBe('Condition');
    expect(labelsAt(inState('"Type": "Map", "ItemBatcher": { ¦ }'), 'json')[0]).toBe('MaxItemsPerBatch');
  });

  it('are what an integration needs, in its payload', () => {
    const labels = labelsAt(
      inState('"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": { ¦ }'),
      'json',
    );
    expect(labels).toEqual(expect.arrayContaining(['QueueUrl', 'MessageBody', 'MessageBody.$']));
  });

  it('are not offered in comments, nor in payloads of the user’s own', () => {
    expect(labelsAt('{\n  // ¦\n}', 'json')).toEqual([]);
    expect(labelsAt(inState('"Type": "Pass", "Result": { ¦ }'), 'json')).toEqual([]);
    expect(labelsAt('StartAt: A # ¦\n', 'yaml')).toEqual([]);
  });
});

describe('what is inserted', () => {
  it.each([
    ['{ ¦ }', 'StartAt', '{ "StartAt": "" }'],
    ['{ "St¦" }', 'StartAt', '{ "StartAt": "" }'],
    ['{ St¦ }', 'StartAt', '{ "StartAt": "" }'],
    ['{ "Comment": "c" ¦}', 'StartAt', '{ "Comment": "c", "StartAt": ""}'],
    [
      '¦',
      '{ Machine }',
      '{\n\t"StartAt": "",\n\t"States": {\n\t\t"Start": {\n\t\t\t"Type": "Task",\n\t\t\t"End": true\n\t\t}\n\t}\n}',
    ],
    ['{ ¦"Comment": "c" }', 'StartAt', '{ "StartAt": "","Comment": "c" }'],
    [
      '{ "Comment": "c", "St¦"\n "Version": "1.0" }',
      'StartAt',
      '{ "Comment": "c", "StartAt": "",\n "Version": "1.0" }',
    ],
    ['{ "Star¦": "A", "States": {} }', 'StartAt', '{ "StartAt": "A", "States": {} }'],
    [inState('"Type": "Task", "Next": "¦"'), 'B', inState('"Type": "Task", "Next": "B"')],
    [inState('"Type": "Task", "Next": ¦'), 'B', inState('"Type": "Task", "Next": "B"')],
    [
      inState('"Type": "Task", "Next": ¦\n "Resource": "x"'),
      'B',
      inState('"Type": "Task", "Next": "B",\n "Resource": "x"'),
    ],
    [inState('"Type": "Task", "End": tr¦'), 'true', inState('"Type": "Task", "End": true')],
  ])('in JSON has its quotes and commas: %s', (marked, label, expected) => {
    expect(take(marked, 'json', label)).toBe(expected);
  });

  it.each([
    ['Sta¦\n', 'StartAt', 'StartAt: \n'],
    ['StartAt: ¦\nStates:\n  It is: {Type: Succeed}\n', 'It is', 'StartAt: It is\nStates:\n  It is: {Type: Succeed}\n'],
    [
      'States:\n  A:\n    Type: Wait\n    ¦\n    End: true\n',
      'Seconds',
      'States:\n  A:\n    Type: Wait\n    Seconds: 1\n    End: true\n',
    ],
    [
      'States:\n  A:\n    Type: Task\n    Catch:\n      - ErrorEquals:\n          - ¦\n',
      'States.ALL',
      'States:\n  A:\n    Type: Task\n    Catch:\n      - ErrorEquals:\n          - States.ALL\n',
    ],
    [
      'States:\n  A:\n    Type: Task\n    Catch:\n      - ¦\n',
      'ErrorEquals',
      'States:\n  A:\n    Type: Task\n    Catch:\n      - ErrorEquals:\n          - States.TaskFailed\n',
    ],
    ['States:\n  A: {Type: Wait, ¦}\n', 'Seconds', 'States:\n  A: {Type: Wait, "Seconds": 1}\n'],
    ["StartAt: '¦'\nStates:\n  A: {Type: Succeed}\n", 'A', 'StartAt: A\nStates:\n  A: {Type: Succeed}\n'],
  ])('in YAML is laid out as YAML: %s', (marked, label, expected) => {
    expect(take(marked, 'yaml', label)).toBe(expected);
  });
});

describe('values', () => {
  it('are the states of the same scope', () => {
    expect(labelsAt(DISTRIBUTED.replace('"Next": "Done"', '"Next": "¦"'), 'json')).toEqual(['Done', 'Fan out']);
    expect(labelsAt(DISTRIBUTED.replace('"StartAt": "Work"', '"StartAt": "¦"'), 'json')).toEqual(['Work']);
    expect(labelsAt(inState('"Type": "Choice", "Default": "¦"'), 'json')).toEqual(['B', 'A']);
    expect(labelsAt(inState('"Type": "Task", "Catch": [{ "Next": "¦" }]'), 'json')).toEqual(['B', 'A']);
  });

  it('are the words of a field, and booleans', () => {
    expect(labelsAt(DISTRIBUTED.replace('"CSV"', '"¦"'), 'json')).toEqual([
      'CSV',
      'JSON',
      'JSONL',
      'PARQUET',
      'MANIFEST',
    ]);
    expect(labelsAt(DISTRIBUTED.replace('"DISTRIBUTED"', '"¦"'), 'json')).toEqual(['INLINE', 'DISTRIBUTED']);
    expect(labelsAt(DISTRIBUTED.replace('"STANDARD"', '"¦"'), 'json')).toEqual(['STANDARD', 'EXPRESS']);
    expect(labelsAt(inState('"Type": "¦"'), 'json')).toContain('Parallel');
    expect(labelsAt(inState('"Type": "Pass", "End": ¦'), 'json')).toEqual(['true', 'false']);
  });

  it('are resources with the patterns that they have', () => {
    const labels = labelsAt(inState('"Type": "Task", "Resource": "¦"'), 'json');
    expect(labels).toEqual(
      expect.arrayContaining([
        'arn:aws:states:::lambda:invoke',
        'arn:aws:states:::lambda:invoke.waitForTaskToken',
        'arn:aws:states:::states:startExecution.sync:2',
      ]),
    );
    expect(labels).not.toContain('arn:aws:states:::lambda:invoke.sync');
    expect(labelsAt(DISTRIBUTED.replace('arn:aws:states:::s3:getObject', '¦'), 'json')).toEqual([
      'arn:aws:states:::s3:getObject',
      'arn:aws:states:::s3:listObjectsV2',
    ]);
  });

  it('are the errors that are not named yet', () => {
    const labels = labelsAt(inState('"Type": "Task", "Retry": [{ "ErrorEquals": ["States.Timeout", "¦"] }]'), 'json');
    expect(labels).toContain('States.TaskFailed');
    expect(labels).not.toContain('States.Timeout');
    expect(labels).not.toContain('States.ALL');
  });
});

describe('expressions', () => {
  const payload = (value: string): string => inState(`"Type": "Pass", "Parameters": { "x.$": ${value} }`);

  it('have intrinsic functions with their arguments', () => {
    expect(take(payload('"States.Form¦"'), 'json', 'States.Format')).toBe(payload('"States.Format(template, value)"'));
    expect(labelsAt(payload('"States.Format(\'{}\', ¦)"'), 'json')).toContain('States.UUID');
    expect(labelsAt(payload('"States.Format(\'¦\')"'), 'json')).toEqual([]);
  });

  it('have the Context object, and of it what the state sees', () => {
    expect(take(payload('"$$.Ex¦"'), 'json', '$$.Execution.Id')).toBe(payload('"$$.Execution.Id"'));
    const plain = labelsAt(payload('"$$.¦"'), 'json');
    expect(plain).not.toContain('$$.Task.Token');
    expect(plain).not.toContain('$$.Map.Item.Value');
    expect(labelsAt(inState('"Type": "Map", "ItemSelector": { "x.$": "¦" }'), 'json')).toContain('$$.Map.Item.Value');
    const waiting = '"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"';
    expect(labelsAt(inState(`${waiting}, "Parameters": { "t.$": "¦" }`), 'json')).toContain('$$.Task.Token');
  });

  it('have the variables that are in scope, and no others', () => {
    const machine = (inner: string, mode: string): string =>
      `{ "StartAt": "M", "States": { "M": { "Type": "Map", "Assign": { "outer": 1 }, "ItemProcessor": {
         "ProcessorConfig": { "Mode": "${mode}" }, "StartAt": "W",
         "States": { "W": { "Type": "Pass", "Assign": { "own.$": "$.a" }, "Parameters": { "x.$": "${inner}" }, "End": true } } } } } }`;
    expect(labelsAt(machine('$¦', 'INLINE'), 'json')).toEqual(expect.arrayContaining(['$own', '$outer']));
    const distributed = labelsAt(machine('$¦', 'DISTRIBUTED'), 'json');
    expect(distributed).toContain('$own');
    expect(distributed).not.toContain('$outer');
  });

  it('have what others read of the input', () => {
    const text = inState('"Type": "Pass", "InputPath": "$.order.items", "OutputPath": "$.¦"');
    expect(labelsAt(text, 'json')).toContain('$.order.items');
  });

  it('are JSONata in {% %}: $states by place, functions with their arguments', () => {
    const output = (value: string): string => inJsonata(`"Type": "Task", "Output": "{% ${value} %}"`);
    expect(take(output('$states.context.Ex¦'), 'json', 'Execution')).toBe(output('$states.context.Execution'));
    expect(take(output('$su¦'), 'json', '$sum')).toBe(output('$sum(array)'));
    const all = labelsAt(output('¦'), 'json');
    expect(all).toEqual(expect.arrayContaining(['$states.input', '$states.result', '$partition', '$hash', '$parse']));
    expect(all).not.toContain('$states.errorOutput');
    expect(all).not.toContain('$eval');
    expect(labelsAt(inJsonata('"Type": "Task", "Arguments": "{% $states.¦ %}"'), 'json')).toEqual(['input', 'context']);
    expect(
      labelsAt(inJsonata('"Type": "Task", "Catch": [{ "Output": "{% $states.errorOutput.¦ %}" }]'), 'json'),
    ).toEqual(['Error', 'Cause']);
    expect(labelsAt(output("'a ¦'"), 'json')).toEqual([]);
    expect(labelsAt(output('\\"a ¦\\"'), 'json')).toEqual([]);
    expect(labelsAt(output('\\"a\\" & ¦'), 'json')).toContain('$string');
  });

  it('go on after quotation marks that are escaped, in both languages and formats', () => {
    const output = (value: string): string => inJsonata(`"Type": "Task", "Output": "{% ${value} %}"`);
    // In JSON: \"a \\\"b\\\" c\", which JSONata reads as a text with two quotation marks in it.
    const quoted = String.raw`\"a \\\"b\\\" c\"`;
    expect(labelsAt(output(`${quoted} & ¦`), 'json')).toContain('$string');
    expect(take(output(`${quoted} & $states.context.Ex¦`), 'json', 'Execution')).toBe(
      output(`${quoted} & $states.context.Execution`),
    );
    expect(labelsAt(output(String.raw`\"a \\\" ¦`), 'json')).toEqual([]);
    expect(labelsAt(output(String.raw`\"a\\\\\" & ¦`), 'json')).toContain('$string');
    expect(labelsAt(output(String.raw`\u0022a\u0022 & ¦`), 'json')).toContain('$string');
    const yaml = (value: string): string =>
      `QueryLanguage: JSONata\nStates:\n  A:\n    Type: Pass\n    Output: ${value}\n`;
    expect(labelsAt(yaml(`"{% ${quoted} & ¦ %}"`), 'yaml')).toContain('$string');
    expect(labelsAt(yaml(`'{% ''a \\''b'' & ¦ %}'`), 'yaml')).toContain('$string');
    expect(labelsAt(yaml(`'{% ''it ¦ %}'`), 'yaml')).toEqual([]);
    expect(labelsAt(yaml(`|-\n      {% "a \\"b" & ¦ %}`), 'yaml')).toContain('$string');
    const call = (value: string): string => inState(`"Type": "Pass", "Parameters": { "a.$": "${value}" }`);
    expect(labelsAt(call(String.raw`States.Format('it\\'s {}', $$.Exec¦`), 'json')).toContain('$$.Execution');
  });

  it('are offered for a number that may be an expression', () => {
    expect(labelsAt(inJsonata('"Type": "Map", "MaxConcurrency": ¦'), 'json')).toEqual(['{% … %}']);
  });

  it('are found in a YAML block scalar', () => {
    const text =
      'QueryLanguage: JSONata\nStates:\n  A:\n    Type: Pass\n    Output: |-\n      {%\n        $su¦\n      %}\n';
    expect(labelsAt(text, 'yaml')).toContain('$sum');
  });
});

describe('any completion', () => {
  it('is there once', () => {
    for (const marked of [
      '{ ¦ }',
      inState('"Type": "Map", ¦'),
      inState('¦'),
      DISTRIBUTED.replace('"Work": {', '¦"Work": {'),
    ]) {
      const labels = labelsAt(marked, 'json');
      expect(new Set(labels).size).toBe(labels.length);
      expect(labels.length).toBeGreaterThan(0);
    }
  });

  it('gives text that can be read, in JSON and in YAML', () => {
    const value = JSON.parse(DISTRIBUTED) as JsonValue;
    const yaml = printYaml(value).replace('      Next: Done\n', '').replace('    Next: Done\n', '    ¦\n');
    for (const [marked, format] of [
      [DISTRIBUTED.replace('"Next": "Done"', '¦'), 'json'],
      [DISTRIBUTED.replace('"Done": {', '¦,"Done": {').replace('¦,', '¦'), 'json'],
      [yaml, 'yaml'],
    ] as const)
      for (const { label } of completeMarked(marked, format)) {
        const text = take(marked, format, label);
        expect(parseDefinition(text, format).problems, `${label}\n${text}`).toEqual([]);
      }
  });
});
