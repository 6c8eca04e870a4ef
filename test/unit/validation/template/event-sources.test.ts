import { describe, expect, it } from 'vitest';
import { brief, checkText, codesOf, indent } from './check-text.ts';

interface Parts {
  readonly queue?: string;
  readonly worker?: string;
  readonly event?: string;
  readonly more?: string;
  readonly head?: string;
}

const RESPONSES = 'FunctionResponseTypes: [ReportBatchItemFailures]';
const REDRIVE = 'RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 }';

/** A queue and a SAM function with nothing wrong, but for what is given. */
function sam({
  queue = `VisibilityTimeout: 60\n${REDRIVE}`,
  worker = 'Timeout: 10',
  event,
  more = '',
  head = '',
}: Parts) {
  return `Transform: AWS::Serverless-2016-10-31
${head}
Resources:
  Tasks:
    Type: AWS::SQS::Queue
    Properties:
${indent(queue, 6)}
  Dead: { Type: AWS::SQS::Queue }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
${indent(worker, 6)}
      Events:
        Task:
          Type: SQS
          Properties:
            Queue: !GetAtt Tasks.Arn
${indent(event ?? RESPONSES, 12)}
${indent(more, 2)}
`;
}

/** The same in CloudFormation's own resources. */
function plain(mapping: string, more = ''): string {
  return `Resources:
  Tasks: { Type: AWS::SQS::Queue, Properties: { QueueName: tasks, VisibilityTimeout: 60, ${REDRIVE} } }
  Dead: { Type: AWS::SQS::Queue }
  Worker: { Type: AWS::Lambda::Function, Properties: { Timeout: 20 } }
  Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Worker } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
${indent(mapping, 6)}
${indent(more, 2)}
`;
}

describe('the visibility time-out of a queue', () => {
  const visibility = (queue: string, worker: string, head = ''): string[] =>
    codesOf(sam({ queue: `${queue}\n${REDRIVE}`, worker, head })).filter(
      (code) => code !== 'MISSING_DEAD_LETTER_QUEUE',
    );

  it('is at least six times the function’s', () => {
    expect(visibility('VisibilityTimeout: 60', 'Timeout: 10')).toEqual([]);
    expect(visibility('VisibilityTimeout: 59', 'Timeout: 10')).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
    expect(visibility('VisibilityTimeout: "59"', 'Timeout: "10"')).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
  });

  it('is 30 s where nothing is said, and the function’s time-out 3 s', () => {
    expect(visibility('FifoQueue: false', 'Timeout: 5')).toEqual([]);
    expect(visibility('FifoQueue: false', 'Timeout: 6')).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
    expect(visibility('VisibilityTimeout: 18', 'Handler: a.b')).toEqual([]);
    expect(visibility('VisibilityTimeout: 17', 'Handler: a.b')).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
  });

  it('is refused by Lambda below the function’s', () => {
    expect(visibility('VisibilityTimeout: 9', 'Timeout: 10')).toEqual(['INVALID_EVENT_SOURCE']);
    expect(visibility('VisibilityTimeout: 0', 'Handler: a.b')).toEqual(['INVALID_EVENT_SOURCE']);
  });

  it('meets the time-out of Globals, which the function’s own goes before', () => {
    const head = 'Globals: { Function: { Timeout: 100 } }';
    expect(visibility('VisibilityTimeout: 120', 'Handler: a.b', head)).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
    expect(visibility('VisibilityTimeout: 120', 'Timeout: 20', head)).toEqual([]);
  });

  it('follows parameters, mappings and conditions, and says nothing where they leave it open', () => {
    const head = `Parameters:
  Long: { Type: Number, Default: 600 }
  Short: { Type: Number, Default: 30 }
  Open: { Type: Number }
  Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '10' }
Mappings:
  Stages: { dev: { timeout: 10, hidden: 10 }, prod: { timeout: 20, hidden: 600 } }
Conditions: { Prod: !Equals [a, b] }`;
    const of = (hidden: string, timeout: string): string[] =>
      visibility(`VisibilityTimeout: ${hidden}`, `Timeout: ${timeout}`, head);
    expect(of('!Ref Long', '100')).toEqual([]);
    expect(of('!Ref Short', '10')).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
    expect(of('{ Ref: Short }', '!Ref Long')).toEqual(['INVALID_EVENT_SOURCE']);
    expect(of('!Ref Open', '900')).toEqual([]);
    expect(of('!Ref Stored', '900')).toEqual([]);
    expect(of('30', '!Ref Open')).toEqual([]);
    expect(of('!ImportValue hidden', '900')).toEqual([]);
    expect(of('!If [Prod, 600, 30]', '!If [Prod, 100, 5]')).toEqual([]);
    expect(of('!If [Prod, 60, 30]', '!If [Prod, 100, 50]')).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
    expect(of('!If [Prod, !Ref AWS::NoValue, 20]', '6')).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
    expect(of('!FindInMap [Stages, prod, hidden]', '100')).toEqual([]);
    expect(of('!FindInMap [Stages, dev, hidden]', '!FindInMap [Stages, dev, timeout]')).toEqual([
      'SHORT_VISIBILITY_TIMEOUT',
    ]);
    expect(of('!FindInMap [Stages, !Ref AWS::Region, hidden]', '10')).toEqual([]);
    expect(of('!FindInMap [Stages, !Ref AWS::Region, hidden]', '900')).toEqual(['INVALID_EVENT_SOURCE']);
  });

  it('follows the queue and the function by every name that they have', () => {
    const queues = [
      '!GetAtt Tasks.Arn',
      '{ "Fn::GetAtt": [Tasks, Arn] }',
      "!Sub '${Tasks.Arn}'",
      "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Tasks.QueueName}'",
      'arn:aws:sqs:us-east-1:123456789012:tasks',
      "!Join [':', [arn, !Ref AWS::Partition, sqs, !Ref AWS::Region, !Ref AWS::AccountId, tasks]]",
    ];
    const functions = [
      '!Ref Worker',
      '!GetAtt Worker.Arn',
      '!Ref Alias',
      "!Sub '${Worker.Arn}:live'",
      "!Sub 'arn:aws:lambda:us-east-1:123456789012:function:${Worker}:live'",
    ];
    for (const queue of queues)
      expect(codesOf(plain(`EventSourceArn: ${queue}\nFunctionName: !Ref Worker\n${RESPONSES}`)), queue).toEqual([
        'SHORT_VISIBILITY_TIMEOUT',
      ]);
    for (const name of functions)
      expect(codesOf(plain(`EventSourceArn: !GetAtt Tasks.Arn\nFunctionName: ${name}\n${RESPONSES}`)), name).toEqual([
        'SHORT_VISIBILITY_TIMEOUT',
      ]);
    for (const other of [
      'arn:aws:sqs:us-east-1:1:others',
      '!ImportValue q',
      '!Ref Param',
      "!Sub '${Nested.Outputs.Q}'",
    ])
      expect(codesOf(plain(`EventSourceArn: ${other}\nFunctionName: !Ref Worker\n${RESPONSES}`)), other).toEqual([]);
  });

  it('stands at the value, or at the queue’s name', () => {
    expect(brief(checkText(sam({ queue: `VisibilityTimeout: 10\n${REDRIVE}` })))).toEqual([
      'SHORT_VISIBILITY_TIMEOUT /Resources/Tasks/Properties/VisibilityTimeout',
    ]);
    const text = sam({ queue: REDRIVE });
    const [finding] = checkText(text);
    expect(finding?.pointer).toBe('/Resources/Tasks');
    expect(text.slice(finding?.start, finding?.end)).toBe('Tasks');
  });

  it('is said once for a queue that feeds two functions', () => {
    const more = `Other:
  Type: AWS::Serverless::Function
  Properties:
    Timeout: 900
    Events: { Q: { Type: SQS, Properties: { Queue: !GetAtt Tasks.Arn, BatchSize: 1 } } }`;
    const findings = checkText(sam({ more }));
    expect(brief(findings)).toEqual(['INVALID_EVENT_SOURCE /Resources/Tasks/Properties/VisibilityTimeout']);
    expect(findings[0]?.message).toContain('Other (900 s)');
  });
});

describe('dead letters', () => {
  const redrive = (policy: string, more = ''): string[] =>
    codesOf(sam({ queue: `VisibilityTimeout: 60\n${policy}`, more }));

  it('have a queue, after five receives or more', () => {
    expect(redrive('')).toEqual(['MISSING_DEAD_LETTER_QUEUE']);
    expect(redrive('RedrivePolicy: { deadLetterTargetArn: !ImportValue dlq, maxReceiveCount: 4 }')).toEqual([
      'LOW_RECEIVE_COUNT',
    ]);
    expect(redrive('RedrivePolicy: { deadLetterTargetArn: !ImportValue dlq, maxReceiveCount: "5" }')).toEqual([]);
    expect(redrive('RedrivePolicy: { deadLetterTargetArn: !ImportValue dlq, maxReceiveCount: !Ref Open }')).toEqual([]);
    expect(redrive('RedrivePolicy: !If [Prod, { maxReceiveCount: 1 }, !Ref AWS::NoValue]')).toEqual([]);
  });

  it('are not asked of what takes them', () => {
    const other = 'Other: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: ';
    expect(redrive('', `${other}{ deadLetterTargetArn: !GetAtt Tasks.Arn, maxReceiveCount: 5 } } }`)).toEqual([]);
    expect(
      redrive('', `${other}{ deadLetterTargetArn: !If [A, !GetAtt Tasks.Arn, x], maxReceiveCount: 5 } } }`),
    ).toEqual([]);
    expect(redrive('', `${other}{ deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 } } }`)).toEqual([
      'MISSING_DEAD_LETTER_QUEUE',
    ]);
    expect(redrive('QueueName: orders-dlq')).toEqual([]);
    expect(redrive('RedriveAllowPolicy: { redrivePermission: allowAll }')).toEqual([]);
    expect(
      redrive(
        '',
        'F: { Type: AWS::Lambda::Function, Properties: { DeadLetterConfig: { TargetArn: !GetAtt Tasks.Arn } } }',
      ),
    ).toEqual([]);
  });
});

describe('batches', () => {
  const batch = (event: string, queue = `VisibilityTimeout: 60\n${REDRIVE}`): string[] =>
    codesOf(sam({ event, queue }));

  it('report what failed of them, unless they hold one', () => {
    expect(batch('Enabled: true')).toEqual(['MISSING_BATCH_RESPONSES']);
    expect(batch('FunctionResponseTypes: []')).toEqual(['MISSING_BATCH_RESPONSES']);
    expect(batch('FunctionResponseTypes: !Ref AWS::NoValue')).toEqual(['MISSING_BATCH_RESPONSES']);
    expect(batch('BatchSize: 1')).toEqual([]);
    expect(batch('BatchSize: !Ref Open')).toEqual([]);
    expect(batch('FunctionResponseTypes: !If [A, [ReportBatchItemFailures], !Ref AWS::NoValue]')).toEqual([]);
    expect(batch('FunctionResponseTypes: [!If [A, ReportBatchItemFailures, !Ref AWS::NoValue]]')).toEqual([]);
  });

  it('of more than ten wait for a window', () => {
    expect(batch(`BatchSize: 10\n${RESPONSES}`)).toEqual([]);
    expect(batch(`BatchSize: 11\n${RESPONSES}`)).toEqual(['INVALID_EVENT_SOURCE']);
    expect(batch(`BatchSize: 11\nMaximumBatchingWindowInSeconds: 0\n${RESPONSES}`)).toEqual(['INVALID_EVENT_SOURCE']);
    expect(batch(`BatchSize: 11\nMaximumBatchingWindowInSeconds: 1\n${RESPONSES}`)).toEqual([]);
    expect(batch(`BatchSize: 11\nMaximumBatchingWindowInSeconds: !Ref Open\n${RESPONSES}`)).toEqual([]);
    expect(batch(`BatchSize: 10001\nMaximumBatchingWindowInSeconds: 1\n${RESPONSES}`)).toEqual([
      'INVALID_EVENT_SOURCE',
    ]);
  });

  it('of a FIFO queue hold ten at most, and wait for none', () => {
    const fifo = `VisibilityTimeout: 60\nFifoQueue: true\n${REDRIVE}`;
    expect(batch(`BatchSize: 10\n${RESPONSES}`, fifo)).toEqual([]);
    expect(batch(`BatchSize: 11\n${RESPONSES}`, fifo)).toEqual(['INVALID_EVENT_SOURCE']);
    expect(batch(`MaximumBatchingWindowInSeconds: 5\n${RESPONSES}`, fifo)).toEqual(['INVALID_EVENT_SOURCE']);
    const open = `VisibilityTimeout: 60\nFifoQueue: !Ref Open\n${REDRIVE}`;
    expect(batch(`BatchSize: 100\n${RESPONSES}`, open)).toEqual([]);
  });

  it('of a queue elsewhere are told by its name', () => {
    const of = (arn: string): string[] =>
      codesOf(plain(`EventSourceArn: ${arn}\nFunctionName: !Ref Worker\nBatchSize: 20\n${RESPONSES}`));
    expect(of('arn:aws:sqs:us-east-1:1:orders')).toEqual(['INVALID_EVENT_SOURCE']);
    expect(
      checkText(
        plain('EventSourceArn: arn:aws:sqs:us-east-1:1:orders.fifo\nFunctionName: f\nBatchSize: 20\n' + RESPONSES),
      )[0]?.message,
    ).toContain('FIFO');
    expect(of("!Sub 'arn:aws:sqs:${AWS::Region}:1:${Name}'")).toEqual([]);
  });
});

it('leaves alone what is none of it', () => {
  for (const text of [
    '',
    'Resources',
    'Resources: []',
    'Resources: { A: 1, B: { Type: [] }, C: { Type: AWS::SQS::Queue, Properties: !If [a, b, c] } }',
    'Resources: { M: { Type: AWS::Lambda::EventSourceMapping } }',
    'Resources: { M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: f, Topics: [t] } } }',
    'Resources: { F: { Type: AWS::Serverless::Function, Properties: { Events: { A: { Type: Api }, B: 1 } } } }',
    'Resources: { F: { Type: AWS::Serverless::Function, Properties: { Events: { A: { Type: MSK, Properties: {} } } } } }',
    'Resources: { Q: { Type: AWS::SQS::Queue, Properties: { QueueName: q, Fn::Transform: { Name: AWS::Include } } }, M: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Q.Arn, FunctionName: f, BatchSize: 1 } } }',
    'Resources: { F: { Type: AWS::Serverless::Function, Properties: { Events: { A: { Type: SQS, Properties: { Queue: q, Fn::Transform: x } } } } } }',
    'Resources:\n  Fn::ForEach::Q:\n    - X\n    - [a]\n    - Q${X}: { Type: AWS::SQS::Queue }\n',
  ])
    expect(
      codesOf(text).filter((code) => code !== 'INVALID_YAML'),
      text,
    ).toEqual([]);
});
