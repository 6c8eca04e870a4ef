import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeBuckets } from '../../items/buckets.ts';
import type { ExpectedItems } from '../../protocol/execution-snapshot.ts';
import type { RuntimeOptions, RuntimeReady } from '../../protocol/runtime-process.ts';
import { RealClock } from '../clock/real-clock.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { createMapRuns } from '../map-run/map-runs.ts';
import { createAccountPace } from '../pace/account-pace.ts';
import { endpointUrl, regionOf, type Environment } from '../tasks/endpoint-url.ts';
import type { HandlerLog } from '../tasks/local-functions.ts';
import { parseMocks, type MockConfig } from '../tasks/mocks.ts';
import { createTaskRunner } from '../tasks/task-runner.ts';
import { dispatchAction } from './actions.ts';
import { createActivityStore } from './activity-store.ts';
import { createArnFactory } from './arns.ts';
import { createCallbacks } from './callbacks.ts';
import { createExecutionStore } from './execution-store.ts';
import { listen } from './http-server.ts';
import { createMachineStore } from './machine-store.ts';
import { DataFolder } from '../journal/data-folder.ts';
import { openDisk, type Disk } from '../journal/disk.ts';
import { createOwnStepFunctions } from './own-step-functions.ts';
import type { Service } from './service.ts';
import { ServiceJournal } from './service-journal.ts';
import { createTagStore } from './tag-store.ts';

/** AWS documents this account in its examples; no ARN of it means anything outside of this process. */
const ACCOUNT_ID = '123456789012';
/** Ended executions that stay known, children of Map Runs among them. */
const KEPT_EXECUTIONS = 10_000;
/** How long Map Runs that were stopped may clear up before the data folder is let go. */
const SETTLE_MILLISECONDS = 2000;
/** AWS takes requests of 1 MB; a definition of 1 MB grows when it is quoted as a JSON text. */
const MOST_BODY_BYTES = { aws: 4 * 1024 * 1024, off: 512 * 1024 * 1024 };

export interface ServiceHandle {
  readonly ready: RuntimeReady;
  /** Stops what runs and frees the port. */
  close(): Promise<void>;
}

export interface ServiceEvents {
  readonly log: HandlerLog;
  /** How many items a Map Run will have, as soon as something is known of it. */
  readonly expected?: ((mapRunArn: string, expected: ExpectedItems) => void) | undefined;
  /** A fault of this program while it answered a request. */
  readonly fault: (error: unknown) => void;
  /** One line for the user; told to `fault` where it is absent. */
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * Starts the local Step Functions. AWS_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE> and AWS_PROFILE count as
 * for the AWS SDKs. Rejects with one line where a folder or file is missing or in use, or the port is taken. `disk`:
 * of the data folder.
 */
export async function startService(
  options: RuntimeOptions,
  environment: Environment,
  events: ServiceEvents,
  disk: Disk = openDisk(),
): Promise<ServiceHandle> {
  const { dataDir } = options;
  const warn = events.warn ?? events.fault;
  const journal =
    dataDir === undefined ? undefined : new ServiceJournal(await DataFolder.open(disk, dataDir, warn), KEPT_EXECUTIONS);
  try {
    return await openService(options, environment, events, journal);
  } catch (error) {
    journal?.close();
    throw error;
  }
}

async function openService(
  options: RuntimeOptions,
  environment: Environment,
  events: ServiceEvents,
  journal: ServiceJournal | undefined,
): Promise<ServiceHandle> {
  const region = regionOf(environment);
  const clock = options.clock === 'virtual' ? new VirtualClock(Date.now()) : new RealClock();
  const pace = createAccountPace(options.pace ?? 'none', region, clock);
  const activities = createActivityStore();
  const callbacks = createCallbacks(activities);
  const buckets = await makeBuckets({ folders: options.buckets, s3: configureS3(environment, region) });
  const tasks = createTaskRunner({
    region,
    accountId: ACCOUNT_ID,
    clock,
    mocks: options.mocks === undefined ? undefined : await readMocks(options.mocks),
    functions: Object.entries(options.functions).map(([name, { module, export: exportName, ...limits }]) => ({
      name,
      modulePath: module,
      exportName,
      ...limits,
    })),
    environment,
    buckets,
    limits: options.limits,
    stepFunctions: createOwnStepFunctions(ACCOUNT_ID, () => service),
    log: events.log,
    settleToken: (token, output) => callbacks.find(token).succeeded(output),
  });
  const mapRuns = createMapRuns({ buckets, clock, limits: options.limits, pace, onExpected: events.expected });
  const service: Service = {
    limits: options.limits,
    arns: createArnFactory(region, ACCOUNT_ID),
    clock,
    pace,
    random: Math.random,
    tasks,
    callbacks,
    activities,
    mapRuns,
    machines: createMachineStore(),
    executions: createExecutionStore(KEPT_EXECUTIONS, (record) => {
      mapRuns.forget(record.arn);
      record.journal?.forget();
    }),
    tags: createTagStore(),
    journal,
  };
  journal?.restore(service);
  const accessKey = {
    accessKeyId: `FANOUT${randomBytes(10).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const server = await listen({
    port: options.port,
    accessKey: options.auth ? accessKey : undefined,
    maxBodyBytes: MOST_BODY_BYTES[options.limits],
    dispatch: async (action, body, closed) => {
      const answer = await dispatchAction(service, action, body, closed);
      journal?.flush();
      return answer;
    },
    onFault: events.fault,
  }).catch((error: unknown) => Promise.reject(describeListenError(error, options.port)));

  return {
    ready: { endpoint: server.endpoint, region, accountId: ACCOUNT_ID, ...accessKey, dataDir: journal?.path ?? null },
    async close() {
      await server.close();
      // What is stopped now counts as killed: the next process finds it running, and it can be redriven from there.
      journal?.seal();
      for (const { execution } of service.executions.running()) execution.stop();
      await tasks.close();
      if (journal === undefined) return;
      // Nobody else may write to the same result files while Map Runs clear up.
      await Promise.race([mapRuns.settled(), sleep(SETTLE_MILLISECONDS, undefined, { ref: false })]);
      journal.close();
    },
  };
}

async function readMocks(path: string): Promise<MockConfig> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Error(`The mock configuration ${path} cannot be read: check the path.`);
  try {
    return parseMocks(text);
  } catch (error) {
    throw new Error(`The mock configuration ${path}: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}

/** Buckets that are no folder: only where somebody has said which S3, or with whose rights. */
function configureS3(environment: Environment, region: string) {
  const endpoint = endpointUrl(environment, 'S3');
  if (endpoint === undefined && environment.AWS_PROFILE === undefined) return undefined;
  return { endpoint, region };
}

function describeListenError(error: unknown, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new Error(`The port ${port} is taken: choose another with --port, or 0 for any.`);
  if (code === 'EACCES') return new Error(`The port ${port} needs rights that you do not have: choose one above 1023.`);
  return error instanceof Error ? error : new Error(String(error));
}
