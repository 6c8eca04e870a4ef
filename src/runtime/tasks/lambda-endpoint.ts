import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { JsonValue } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';
import { functionError, wrapPayload, type LambdaTarget } from './lambda-target.ts';
import { parseAnswer } from './parse-answer.ts';

/** Calls functions on anything that speaks Lambda's Invoke: LocalStack, `sam local start-lambda`. */
export interface LambdaEndpoint {
  /** Rejects with StatesError named as Step Functions names Lambda's errors, or with the signal's reason. */
  invoke(target: LambdaTarget, signal: AbortSignal): Promise<JsonValue>;
  close(): void;
}

/** The SDK is loaded with the first call. */
export function createLambdaEndpoint(url: string, region: string, now: () => number): LambdaEndpoint {
  let client: Promise<LambdaClient> | undefined;
  const connect = async () => {
    const { LambdaClient: Client } = await import('@aws-sdk/client-lambda');
    const known = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined;
    return new Client({
      endpoint: url,
      region,
      // `sam local` asks for a signature but checks none: without any credentials these do.
      ...(known ? {} : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    });
  };

  return {
    async invoke(target, signal) {
      client ??= connect();
      const { InvokeCommand } = await import('@aws-sdk/client-lambda');
      const command = new InvokeCommand({
        FunctionName: target.functionName,
        InvocationType: target.invocationType,
        Payload: Buffer.from(JSON.stringify(target.payload)),
        Qualifier: target.qualifier,
        ClientContext: target.clientContext,
        LogType: target.logType,
      });
      const answer = await (
        await client
      )
        .send(command, { abortSignal: signal })
        .catch((error: unknown) =>
          Promise.reject(signal.aborted ? (signal.reason as Error) : describeFailure(error, url)),
        );
      const text = Buffer.from(answer.Payload ?? []).toString('utf8');
      if (answer.FunctionError !== undefined) throw functionError(text);
      if (target.invocationType !== 'RequestResponse') return { Payload: text, StatusCode: answer.StatusCode ?? 202 };
      const payload = text === '' ? null : parseAnswer(text);
      const requestId = answer.$metadata.requestId ?? '';
      if (!target.envelope) return payload;
      const wrapped = wrapPayload(payload, text, answer.ExecutedVersion ?? '$LATEST', requestId, now());
      return answer.LogResult === undefined ? wrapped : { LogResult: answer.LogResult, ...wrapped };
    },
    close: () => void client?.then((connected) => connected.destroy()),
  };
}

/** As AWS words the SDK's exceptions: `Lambda.ResourceNotFoundException`, with status code and request id in the cause. */
function describeFailure(error: unknown, url: string): StatesError {
  const failure = error as Error & { $metadata?: { httpStatusCode?: number; requestId?: string } };
  const status = failure.$metadata?.httpStatusCode;
  if (status === undefined)
    return new StatesError('Lambda.SdkClientException', `Unable to execute HTTP request: ${url}: ${failure.message}`);
  const requestId = failure.$metadata?.requestId ?? '';
  return new StatesError(
    `Lambda.${failure.name}`,
    `${failure.message} (Service: Lambda, Status Code: ${status}, Request ID: ${requestId})`,
  );
}
