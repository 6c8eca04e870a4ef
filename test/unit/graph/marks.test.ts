import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { estimateTextWidth, fitText } from '../../../src/graph/text-width.ts';
import { define } from './machines.ts';

const graphOf = (state: JsonObject) => layoutDefinition(define({ StartAt: 'S', States: { S: state } }));
const marksOf = (state: JsonObject) => graphOf(state).nodes.find(({ id }) => id === '/States/S')!.marks;

describe('marks', () => {
  it.each<[JsonObject, string[]]>([
    [{ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' }, ['lambda:invoke']],
    [{ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Retry: [{}] }, ['s3:getObject', 'retry']],
    [{ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2' }, ['states:startExecution', 'sync']],
    [
      { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' },
      ['sqs:sendMessage', 'wait for token'],
    ],
    [{ Type: 'Task', Resource: 'arn:aws-cn:states:::sns:publish', Catch: [{}] }, ['sns:publish', 'catch']],
    [{ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work' }, ['lambda work']],
    [{ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:sign' }, ['activity', 'sign']],
    [{ Type: 'Task', Resource: '${WorkArn}' }, ['${WorkArn}']],
    [{ Type: 'Task', Resource: { 'Fn::GetAtt': ['Work', 'Arn'] } }, ['lambda']],
    [{ Type: 'Wait', Seconds: 86400 }, ['86,400 s']],
    [{ Type: 'Wait', SecondsPath: '$.delay' }, ['$.delay']],
    [{ Type: 'Wait', Timestamp: '{% $when %}' }, ['until $when']],
    [{ Type: 'Fail', Error: 'Broken' }, ['Broken']],
    [{ Type: 'Parallel', Branches: [{}, {}], Retry: [] }, ['2 branches']],
    [{ Type: 'Map', MaxConcurrency: 0 }, []],
    [
      { Type: 'Map', MaxConcurrencyPath: '$.n', ItemBatcher: { MaxInputBytesPerBatch: 1024 } },
      ['max $.n', 'batch 1,024 B'],
    ],
    [
      {
        Type: 'Map',
        MaxConcurrency: 1000,
        ItemReader: { ReaderConfig: { InputType: 'CSV' } },
        ItemBatcher: { MaxItemsPerBatch: 100 },
        ResultWriter: {},
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
      },
      ['distributed', 'EXPRESS', 'max 1,000', 'batch 100', 'CSV', 'result writer'],
    ],
    [{ Type: 'constructor' }, []],
  ])('of %j are %j', (state, marks) => {
    expect(marksOf(state)).toEqual(marks);
  });
});

describe('labels of choices', () => {
  it.each<[JsonObject, string | undefined]>([
    [{ Variable: '$.a', NumericGreaterThanEquals: 1.0 }, '$.a ≥ 1'],
    [{ Variable: '$.a', StringEquals: 'x' }, '$.a = "x"'],
    [{ Variable: '$.a', TimestampLessThanPath: '$.b' }, '$.a < $.b'],
    [{ Variable: '$.a', IsPresent: false }, '$.a is not present'],
    [{ Condition: '{%\n $x > 1 %}' }, '$x > 1'],
    [{ Not: { Variable: '$.a', IsNull: true } }, 'not ($.a is null)'],
    [
      {
        And: [
          { Variable: '$.a', BooleanEquals: true },
          {
            Or: [
              { Variable: '$.b', IsString: true },
              { Variable: '$.c', StringMatches: '*.csv' },
            ],
          },
        ],
      },
      '$.a = true and ($.b is string or $.c matches "*.csv")',
    ],
    [{}, undefined],
  ])('say of %j: %j', (rule, label) => {
    const graph = graphOf({ Type: 'Choice', Choices: [{ ...rule, Next: 'S' }] });
    expect(graph.edges.find(({ kind }) => kind === 'choice')?.label).toBe(label);
  });

  it('name every rule of a line that stands for several', () => {
    const rule = (value: number) => ({ Variable: '$.a', NumericEquals: value, Next: 'S' });
    const [edge] = graphOf({ Type: 'Choice', Choices: [rule(1), rule(2)] }).edges.filter(
      ({ kind }) => kind === 'choice',
    );
    expect(edge?.label).toBe('$.a = 1 or $.a = 2');
    expect(edge?.transitions).toEqual(['/States/S/Choices/0/Next', '/States/S/Choices/1/Next']);
  });
});

describe('fitText', () => {
  it('keeps what fits, and either end of what does not', () => {
    expect(fitText('short', 11, 100)).toBe('short');
    const text = 'a rather long condition';
    expect(fitText(text, 11, 60)).toMatch(/^a rather\S*…$/);
    expect(fitText(text, 11, 60, 'tail')).toMatch(/^….*ondition$/);
    expect(fitText('two\n  lines', 11, 100)).toBe('two lines');
  });

  it('does not cut characters in two, and counts wide ones as wide', () => {
    expect(fitText('😀😀😀😀😀😀', 11, 30)).toBe('😀…');
    expect(estimateTextWidth('漢字', 10)).toBeGreaterThan(estimateTextWidth('ab', 10));
  });
});
