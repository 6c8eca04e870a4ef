import path from 'node:path';
import { UsageError } from './exit.ts';
import type { CommandContext, RegisterCommand } from './program.ts';
import { addRuntimeOptions, readRuntimeFlags, tellLimits, type RuntimeFlags } from './runtime-options.ts';

interface ServeOptions extends RuntimeFlags {
  readonly port: string;
  readonly auth: boolean;
}

/** `fanout serve`: the local Step Functions as an endpoint for SDKs and the AWS CLI, until it is stopped. */
export const registerServe: RegisterCommand = (program, context) => {
  const command = program
    .command('serve')
    .description('Serve the Step Functions API on 127.0.0.1; prints one line with endpoint and keys when ready.')
    .argument('[FILE]', 'a definition: serve the buckets, functions and mocks of its fanout.json, too')
    .option('--port <N>', 'the port; 0 takes any', '0')
    .option('--no-auth', 'accept any access key');
  addRuntimeOptions(command).action((file: string | undefined, options: ServeOptions) => serve(file, options, context));
};

async function serve(file: string | undefined, options: ServeOptions, { terminal }: CommandContext): Promise<void> {
  const port = Number(options.port);
  if (!/^\d+$/.test(options.port) || port > 65_535)
    throw new UsageError(`--port ${options.port}: it is a number from 0 to 65535.`);
  const settings = await readRuntimeFlags(options, terminal.cwd());
  tellLimits(settings, terminal);
  if (Object.keys(settings.substitutions).length > 0)
    throw new UsageError(
      '--substitute is for `fanout run`: over the API, definitions come with their names filled in.',
    );
  if (settings.mocks?.testCase !== undefined)
    throw new UsageError('--mocks FILE#CASE is for `fanout run`: over the API, a machine is started as ARN#CASE.');
  const { readRuntimeSources } = await import('../executions/prepare-run.ts');
  const sources = await readRuntimeSources(file && path.resolve(terminal.cwd(), file), settings);
  const { startService } = await import('../runtime/service/start-service.ts');
  const handle = await startService(
    {
      port,
      auth: options.auth,
      ...sources,
      clock: settings.clock,
      limits: settings.limits,
      pace: settings.pace,
      dataDir: settings.dataDir,
    },
    terminal.env,
    {
      log: (functionName, _requestId, text) => terminal.stderr.write(`[${functionName}] ${text}`),
      warn: (message) => terminal.stderr.write(`fanout: ${message}\n`),
      fault: (error) =>
        terminal.stderr.write(`fanout: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`),
    },
  ).catch((error: unknown) => Promise.reject(new UsageError(error instanceof Error ? error.message : String(error))));
  terminal.stdout.write(`${JSON.stringify(handle.ready)}\n`);
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await handle.close();
}
