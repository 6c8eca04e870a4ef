import type { InspectionData, SFNClient, TestStateCommandInput, TestStateCommandOutput } from '@aws-sdk/client-sfn';
import type { TestForm, TestOutcome, TestStep } from '../protocol/test-state.ts';
import { createClient } from './connection.ts';
import { startLocalRuntime, type LocalRuntime, type RuntimeEnvironment } from './local-runtime.ts';
import { prepareRun, type RunRequest } from './prepare-run.ts';
import { RunRefused } from './run-refused.ts';

export interface StateTest extends Omit<RunRequest, 'input'> {
  readonly stateName: string;
  readonly form: TestForm;
  /** Variables for the runtime process, such as AWS_ENDPOINT_URL_S3. */
  readonly environment?: RuntimeEnvironment | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Started {
  /** What it was started with: another test with the same goes to the same process. */
  readonly key: string;
  readonly runtime: LocalRuntime;
  readonly client: SFNClient;
}

/**
 * Tests states on the local Step Functions, which it keeps running between tests, since it is asked again and again
 * while somebody edits. Close it when nobody asks any more.
 */
export class StateTester {
  #started: Promise<Started> | undefined;
  #key = '';
  #log = '';
  #closed = false;

  /**
   * Runs one state as TestState of the API does. Rejects with RunRefused when the definition, its project or the test
   * cannot be taken as they are, with one line.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
   */
  async test({ stateName, form, environment = {}, signal, ...request }: StateTest): Promise<TestOutcome> {
    const described = describeForm(form);
    const prepared = await prepareRun({ ...request, input: readJson('input', form.input, '{}') });
    const { client, runtime } = await this.#start(JSON.stringify([prepared.runtime, environment]), () =>
      startLocalRuntime(prepared.runtime, { log: (_name, _id, text) => (this.#log += text) }, environment),
    );
    const { TestStateCommand } = await import('@aws-sdk/client-sfn');
    this.#log = '';
    const command = new TestStateCommand({
      definition: prepared.definition,
      roleArn: 'arn:aws:iam::123456789012:role/local',
      stateName,
      input: prepared.input,
      inspectionLevel: 'DEBUG',
      ...described,
    });
    const died = runtime.died.then((reason) => Promise.reject(new Error(reason)));
    try {
      const answer = client.send(command, signal === undefined ? {} : { abortSignal: signal });
      return describeAnswer(await Promise.race([answer, died]), this.#log);
    } catch (error) {
      if (signal?.aborted === true) throw new RunRefused('options', 'The test was cancelled.');
      if (error instanceof Error && REFUSALS.has(error.name)) throw new RunRefused('options', error.message);
      // Whatever it was, the next test starts anew.
      await this.#stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }

  async #start(key: string, start: () => Promise<LocalRuntime>): Promise<Started> {
    if (this.#started !== undefined && this.#key === key) return this.#started;
    await this.#stop();
    if (this.#closed) throw new RunRefused('options', 'The test was closed.');
    this.#key = key;
    const started = start().then(async (runtime) => {
      const { endpoint, region, accessKeyId, secretAccessKey } = runtime;
      return {
        key,
        runtime,
        client: await createClient(
          { endpoint, region, credentials: { accessKeyId, secretAccessKey } },
          { requestMilliseconds: 0 },
        ),
      };
    });
    this.#started = started;
    try {
      return await started;
    } catch (error) {
      if (this.#started === started) this.#started = undefined;
      throw error;
    }
  }

  async #stop(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    // One that could not be started has told so to whoever asked for it.
    const known = await started?.catch(() => undefined);
    known?.client.destroy();
    await known?.runtime.close();
  }
}

/** What the API refuses a test with: for the user to mend. */
const REFUSALS: ReadonlySet<string> = new Set([
  'InvalidDefinition',
  'InvalidExecutionInput',
  'ValidationException',
  'InvalidArn',
]);

type Described = Pick<TestStateCommandInput, 'variables' | 'context' | 'mock' | 'stateConfiguration'>;

function describeForm(form: TestForm): Described {
  const variables = form.variables.trim() === '' ? {} : { variables: readJson('variables', form.variables, '') };
  if (form.work === 'run') return variables;
  const context = form.context.trim() === '' ? {} : { context: readJson('context', form.context, '') };
  if (form.work === 'result')
    return {
      ...variables,
      ...context,
      mock: {
        result: readJson('mocked result', form.result, '{}'),
        fieldValidationMode: form.fieldValidationMode,
      },
    };
  return {
    ...variables,
    ...context,
    mock: {
      errorOutput: { error: form.error, ...(form.cause === '' ? {} : { cause: form.cause }) },
    },
    ...(form.retryCount > 0 ? { stateConfiguration: { retrierRetryCount: form.retryCount } } : {}),
  };
}

/** The text itself, once it is known to be JSON; the API's own refusal would not say which of the texts it means. */
function readJson(what: string, text: string, empty: string): string {
  if (text.trim() === '') return empty;
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunRefused('options', `No valid JSON in the ${what}: ${reason}`);
  }
}

/** In the order in which a state works on its data. */
const STEPS = [
  'afterInputPath',
  'afterItemsPointer',
  'afterItemsPath',
  'afterItemSelector',
  'afterItemBatcher',
  'afterParameters',
  'afterArguments',
  'result',
  'afterResultSelector',
  'afterResultPath',
  'variables',
  'maxConcurrency',
  'toleratedFailureCount',
  'toleratedFailurePercentage',
] as const satisfies readonly (keyof InspectionData)[];

function describeAnswer(answer: TestStateCommandOutput, log: string): TestOutcome {
  const { inspectionData = {}, output, error, cause, nextState } = answer;
  const steps: TestStep[] = [];
  for (const name of STEPS) {
    const value = inspectionData[name];
    if (value !== undefined) steps.push({ name, value: String(value) });
  }
  for (const [name, value] of Object.entries(inspectionData.errorDetails ?? {}) as [string, unknown][])
    if (value !== undefined) steps.push({ name, value: JSON.stringify(value) });
  return { status: answer.status ?? 'FAILED', output, error, cause, nextState, steps, log };
}
