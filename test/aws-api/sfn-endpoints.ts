import type { SFNClient } from '@aws-sdk/client-sfn';
import { createClient, type Connection } from '../../src/executions/connection.ts';
import { startLocalRuntime } from '../../src/executions/local-runtime.ts';
import { CREDENTIALS, REGION } from './deployment.ts';

/** An implementation of the Step Functions API that the suite drives; its S3 is moto's. */
export interface Endpoint {
  readonly connection: Connection;
  readonly client: SFNClient;
  close(): Promise<void>;
}

/** What a test asks for that not every implementation has: docs/aws-api.md lists what moto lacks. */
export type Ability = 'invalid definitions' | 'paged history' | 'result files';

export interface EndpointKind {
  readonly name: string;
  readonly lacks: readonly Ability[];
  /** `moto`: the URL of moto's server. */
  open(moto: string): Promise<Endpoint>;
}

export const ENDPOINTS: readonly EndpointKind[] = [
  {
    name: 'moto',
    lacks: ['invalid definitions', 'paged history', 'result files'],
    async open(moto) {
      const connection = { endpoint: moto, region: REGION, credentials: CREDENTIALS };
      const client = await createClient(connection);
      return {
        connection,
        client,
        close() {
          client.destroy();
          return Promise.resolve();
        },
      };
    },
  },
  {
    name: 'fanout serve',
    lacks: [],
    async open(moto) {
      const runtime = await startLocalRuntime(
        { port: 0, auth: true, buckets: {}, functions: {}, clock: 'real', limits: 'aws' },
        {},
        {
          AWS_ENDPOINT_URL_S3: moto,
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
          AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        },
      );
      const { endpoint, region, accessKeyId, secretAccessKey } = runtime;
      const connection = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
      const client = await createClient(connection);
      return {
        connection,
        client,
        async close() {
          client.destroy();
          await runtime.close();
        },
      };
    },
  },
];
