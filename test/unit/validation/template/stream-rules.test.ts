import { describe, expect, it } from 'vitest';
import { codesOf, indent } from './check-text.ts';

const RESPONSES = 'FunctionResponseTypes: [ReportBatchItemFailures]';

describe('streams', () => {
  const stream = (event: string, type = 'DynamoDB'): string[] =>
    codesOf(`Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Change:
          Type: ${type}
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: LATEST
${indent(event, 12)}
  Table: { Type: AWS::DynamoDB::Table }
`);
  const BISECT = 'BisectBatchOnFunctionError: true';
  const DESTINATION = 'DestinationConfig: { OnFailure: { Type: SQS, Destination: x } }';
  const RETRIES = 'MaximumRetryAttempts: 3';

  it.each(['DynamoDB', 'Kinesis'])('of %s give a bad record up, and say so', (type) => {
    expect(stream([RESPONSES, BISECT, DESTINATION, RETRIES].join('\n'), type)).toEqual([]);
    expect(stream([RESPONSES, BISECT, DESTINATION].join('\n'), type)).toEqual(['UNBOUNDED_STREAM_RETRIES']);
    expect(stream([RESPONSES, BISECT, DESTINATION, 'MaximumRecordAgeInSeconds: 60'].join('\n'), type)).toEqual([]);
    expect(stream([RESPONSES, BISECT, DESTINATION, 'MaximumRetryAttempts: -1'].join('\n'), type)).toEqual([
      'UNBOUNDED_STREAM_RETRIES',
    ]);
    expect(stream([RESPONSES, DESTINATION, RETRIES].join('\n'), type)).toEqual(['MISSING_BISECT']);
    expect(stream([RESPONSES, BISECT, RETRIES].join('\n'), type)).toEqual(['MISSING_FAILURE_DESTINATION']);
    expect(stream([RESPONSES, BISECT, RETRIES, 'DestinationConfig: {}'].join('\n'), type)).toEqual([
      'MISSING_FAILURE_DESTINATION',
    ]);
    expect(stream([BISECT, DESTINATION, RETRIES].join('\n'), type)).toEqual(['MISSING_BATCH_RESPONSES']);
  });

  it('leave nothing to split of one record', () => {
    expect(stream(['BatchSize: 1', DESTINATION, RETRIES].join('\n'))).toEqual([]);
  });

  it('may leave it to the deployment', () => {
    const open = ['FunctionResponseTypes', 'BisectBatchOnFunctionError', 'DestinationConfig', 'MaximumRetryAttempts'];
    expect(stream(open.map((name) => `${name}: !Ref ${name}`).join('\n'))).toEqual([]);
  });
});
