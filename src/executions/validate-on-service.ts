import { createClient, type Connection } from './connection.ts';
import { describeServiceError } from './service-fault.ts';

/** One thing that the service says of a definition. */
export interface ServiceDiagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** JSON Pointer; `/` for the machine, absent where there is no place. */
  readonly location: string | undefined;
}

export interface ServiceVerdict {
  readonly diagnostics: readonly ServiceDiagnostic[];
  /** The service has more to say than it takes into one answer (100). */
  readonly truncated: boolean;
}

const ACTION = 'states:ValidateStateMachineDefinition';
const LONGEST_MILLISECONDS = 30_000;

/**
 * What Step Functions says of a definition, warnings included; nothing is created.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 *
 * @param definition as JSON, of at most 1 MB.
 * Throws a ServiceFault in a line for the user, and an AbortError when `signal` says so.
 */
export async function validateOnService(
  connection: Connection,
  definition: string,
  { type, signal }: { readonly type?: 'STANDARD' | 'EXPRESS' | undefined; readonly signal?: AbortSignal | undefined },
): Promise<ServiceVerdict> {
  const { ValidateStateMachineDefinitionCommand } = await import('@aws-sdk/client-sfn');
  const client = await createClient(connection);
  const late = AbortSignal.timeout(LONGEST_MILLISECONDS);
  try {
    const command = new ValidateStateMachineDefinitionCommand({
      definition,
      severity: 'WARNING',
      maxResults: 100,
      ...(type === undefined ? {} : { type }),
    });
    const abortSignal = signal ? AbortSignal.any([signal, late]) : late;
    const { diagnostics = [], truncated = false } = await client.send(command, { abortSignal });
    return {
      truncated,
      diagnostics: diagnostics.map(({ severity, code = '', message = '', location }) => ({
        severity: severity === 'WARNING' ? 'WARNING' : 'ERROR',
        code,
        message,
        location,
      })),
    };
  } catch (error) {
    if (late.aborted && !signal?.aborted)
      throw describeServiceError(Object.assign(new Error('no answer'), { name: 'TimeoutError' }), ACTION, connection);
    throw describeServiceError(error, ACTION, connection);
  } finally {
    client.destroy();
  }
}
