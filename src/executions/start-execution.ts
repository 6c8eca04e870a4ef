import type { SFNClient } from '@aws-sdk/client-sfn';
import { randomUUID } from 'node:crypto';
import { MAX_DATA_BYTES } from '../asl/quotas.ts';

export interface ExecutionToStart {
  readonly stateMachineArn: string;
  /** JSON text. */
  readonly input: string;
  readonly name?: string | undefined;
}

/**
 * Starts an execution and gives its ARN. It gets a name where it has none, so that a Standard one is not started twice
 * when an answer was lost: the same name with the same input is the same execution.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export async function startExecution(
  client: SFNClient,
  { stateMachineArn, input, name = randomUUID() }: ExecutionToStart,
  signal?: AbortSignal,
): Promise<{ readonly executionArn: string; readonly startDate: Date | undefined }> {
  const { StartExecutionCommand } = await import('@aws-sdk/client-sfn');
  const command = new StartExecutionCommand({ stateMachineArn, input, name });
  const { executionArn = '', startDate } = await client.send(
    command,
    signal === undefined ? {} : { abortSignal: signal },
  );
  return { executionArn, startDate };
}

/** Why a text is no input, as the end of a sentence that begins with `The input`; undefined: it is one. */
export function inputProblem(text: string): string | undefined {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_DATA_BYTES)
    return `has ${bytes.toLocaleString('en-US')} bytes; an execution takes ${MAX_DATA_BYTES.toLocaleString('en-US')}.`;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const LONGEST_NAME = 80;

/**
 * Why a text is no name of an execution, in a sentence; undefined: it is one.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html#StepFunctions-StartExecution-request-name
 */
export function executionNameProblem(name: string): string | undefined {
  if (name === '') return 'A name has at least one character.';
  if (name.length > LONGEST_NAME) return `A name has ${LONGEST_NAME} characters at most, and this one ${name.length}.`;
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const wrong = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001F\u007F-\u009F\uFFFE\uFFFF\uD800-\uDFFF]/.exec(name)?.[0];
  if (wrong === undefined) return undefined;
  return `A name takes no ${/\s/.test(wrong) ? 'white space' : JSON.stringify(wrong)}: use letters, digits, - and _.`;
}
