import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { checkEndpoint } from '../executions/connection-choice.ts';
import { createClient, type Connection } from '../executions/connection.ts';
import { RunRefused } from '../executions/run-refused.ts';
import { describeServiceError, ServiceFault } from '../executions/service-fault.ts';
import { ResultsError } from '../items/results-error.ts';
import { endpointUrl } from '../runtime/tasks/endpoint-url.ts';
import { UsageError, type Terminal } from './exit.ts';
import type { CommandContext } from './program.ts';

export interface ConnectionFlags {
  readonly endpoint?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** Where a command asks, and its end. */
export interface Remote {
  readonly client: SFNClient;
  readonly connection: Connection;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export function addConnectionOptions(command: Command): Command {
  return command
    .option('--endpoint <URL>', 'a server that speaks the API, such as http://127.0.0.1:4566; AWS unless said')
    .option('--profile <P>', 'of the AWS configuration; else the standard credentials')
    .option('--region <R>', 'else that of the ARN, the environment or the profile');
}

/**
 * Does something on AWS or an endpoint. What goes wrong there ends the command in one line: with 1 where the definition is
 * bad, else with 2.
 *
 * @param arn that the command is about, whose region counts.
 * @param action of IAM that is asked for first.
 */
export async function askRemote(
  flags: ConnectionFlags,
  { terminal, exitWith }: CommandContext,
  { arn, action }: { readonly arn?: string | undefined; readonly action: string },
  work: (remote: Remote) => Promise<void>,
): Promise<void> {
  const connection = readConnection(flags, terminal, arn);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  const client = await createClient(connection, {
    onRetry: ({ action: asked, attempt, of, kind }) =>
      terminal.stderr.write(`fanout: ${asked}: ${kind}, trying again (${attempt + 1} of ${of})\n`),
  });
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await work({ client, connection, signal: stop.signal });
  } catch (error) {
    const isDefinition =
      (error instanceof RunRefused && error.about === 'definition') ||
      (error instanceof Error && error.name === 'InvalidDefinition');
    const line = describeEnd(error, action, connection);
    if (!isDefinition) throw line;
    terminal.stderr.write(`fanout: ${line.message}\n`);
    exitWith(1);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    client.destroy();
  }
}

function describeEnd(error: unknown, action: string, connection: Connection): Error {
  if (error instanceof UsageError || error instanceof RunRefused || error instanceof ResultsError) return error;
  if (error instanceof Error && error.name === 'AbortError') return new UsageError('Stopped.');
  const described = describeServiceError(error, action, connection);
  return described instanceof ServiceFault ? new UsageError(described.message) : described;
}

/**
 * Where the flags and the environment lead to. `arn`: whose region counts where none is named. Throws a UsageError for an
 * endpoint that is no URL.
 */
export function readConnection(flags: ConnectionFlags, terminal: Terminal, arn: string | undefined): Connection {
  const { profile } = flags;
  const { env } = terminal;
  const region = flags.region ?? (arn === undefined ? undefined : arn.split(':')[3]) ?? regionOf(env);
  const asked = flags.endpoint ?? endpointUrl(env, 'SFN');
  if (asked === undefined) return { profile, region };
  const checked = checkEndpoint(asked);
  if ('problem' in checked) throw new UsageError(`--endpoint: ${checked.problem}`);
  if (checked.warning !== undefined) terminal.stderr.write(`fanout: ${checked.warning}\n`);
  const endpoint = { endpoint: checked.url, region: region ?? 'us-east-1' };
  if (profile !== undefined) return { ...endpoint, profile };
  // Emulators take any keys: only who has none gets placeholders.
  const hasKeys = env['AWS_ACCESS_KEY_ID'] !== undefined || env['AWS_PROFILE'] !== undefined;
  return hasKeys ? endpoint : { ...endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

const regionOf = (env: Terminal['env']): string | undefined => env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
