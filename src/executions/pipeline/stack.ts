import { ServiceFault } from '../service-fault.ts';
import { abortable, ask, type PipelineClients } from './aws-clients.ts';

/** What a deployed pipeline consists of, as far as it is used from outside. */
export interface DeployedPipeline {
  readonly stack: string;
  readonly inputBucket: string;
  readonly outputBucket: string;
  readonly table: string;
  readonly parkedQueueUrl: string;
  readonly redriver: string;
}

const OUTPUTS = {
  inputBucket: 'InputBucketName',
  outputBucket: 'OutputBucketName',
  table: 'TableName',
  parkedQueueUrl: 'ParkedQueueUrl',
  redriver: 'RedriverFunctionName',
} as const;

/**
 * Finds the parts of a pipeline by the outputs of its stack. Throws a ServiceFault when there is no such stack, when it
 * is not deployed to its end, and when it is not the stack of a scaffolded pipeline.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function readDeployedPipeline(
  clients: PipelineClients,
  stack: string,
  signal?: AbortSignal,
): Promise<DeployedPipeline> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await clients.cloudFormation();
  const { Stacks = [] } = await ask(clients, 'cloudformation:DescribeStacks', async () => {
    try {
      return await client.send(new DescribeStacksCommand({ StackName: stack }), abortable(signal));
    } catch (error) {
      if (error instanceof Error && /does not exist/.test(error.message)) return { Stacks: [] };
      throw error;
    }
  });
  const [found] = Stacks;
  if (found === undefined)
    throw new ServiceFault(
      `There is no stack ${stack} ${await describePlace(clients)}: deploy it (sam deploy), or name another one.`,
    );
  const status = found.StackStatus ?? '';
  if (/^(CREATE|DELETE|REVIEW|ROLLBACK)_/.test(status) && status !== 'CREATE_COMPLETE')
    throw new ServiceFault(`The stack ${stack} cannot be used: it is ${status}. Deploy it (sam deploy).`);
  const valueOf = (id: string): string => {
    const value = found.Outputs?.find(({ OutputKey }) => OutputKey === id)?.OutputValue;
    if (value === undefined)
      throw new ServiceFault(
        `The stack ${stack} has no output ${id}: it is not that of a scaffolded pipeline, or its template was changed.`,
      );
    return value;
  };
  return {
    stack,
    inputBucket: valueOf(OUTPUTS.inputBucket),
    outputBucket: valueOf(OUTPUTS.outputBucket),
    table: valueOf(OUTPUTS.table),
    parkedQueueUrl: valueOf(OUTPUTS.parkedQueueUrl),
    redriver: valueOf(OUTPUTS.redriver),
  };
}

async function describePlace(clients: PipelineClients): Promise<string> {
  const { endpoint } = clients.connection;
  if (endpoint !== undefined) return `at ${endpoint}`;
  return `in ${await (await clients.cloudFormation()).config.region()}`;
}

/**
 * The stack that `sam deploy --guided` has noted in samconfig.toml, of its default environment.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 */
export function stackOfSamConfig(text: string): { readonly stack?: string; readonly region?: string } {
  let table = '';
  const found: { stack?: string; region?: string } = {};
  for (const line of text.split('\n')) {
    table = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? table;
    if (!/^default\.(?:global|deploy)\.parameters$/.test(table)) continue;
    const [, name, value] = /^\s*(stack_name|region)\s*=\s*["']([^"']+)["']/.exec(line) ?? [];
    if (name === 'stack_name' && value !== undefined) found.stack = value;
    if (name === 'region' && value !== undefined) found.region = value;
  }
  return found;
}
