import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ListMapRunsCommand } from '@aws-sdk/client-sfn';
import type { JsonObject } from '../../../src/asl/json.ts';
import { findResults } from '../../../src/executions/find-results.ts';
import { openTestService, type TestService } from '../runtime/service/test-service.ts';

let folder: string;
let service: TestService;
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/find-results-`);
  service = await openTestService('aws', { buckets: { data: folder } });
});
afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const machineOf = (writer: JsonObject, more: JsonObject = {}): string =>
  JSON.stringify({
    StartAt: 'Rows',
    States: {
      Rows: {
        Type: 'Map',
        Label: 'Rows',
        ItemsPath: '$.rows',
        ToleratedFailureCount: 3,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Work',
          States: { Work: { Type: 'Pass', End: true } },
        },
        ...writer,
        ...more,
        End: true,
      },
    },
  });
const writerOf = (parameters: JsonObject): JsonObject => ({
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: parameters },
});

async function find(definition: string) {
  const executionArn = await service.start(await service.create('m', definition), '{"rows":[1,2],"to":"out"}');
  await service.finish(executionArn);
  const { mapRuns } = await service.client.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns?.[0]?.mapRunArn ?? '';
  return { found: await findResults(service.client, mapRunArn), id: mapRunArn.split(':').at(-1) ?? '' };
}

describe('the results of a Map Run', () => {
  it('are where the definition says', async () => {
    const { found, id } = await find(machineOf(writerOf({ Bucket: 'data', Prefix: 'out/' })));
    expect(found).toMatchObject({
      bucket: 'data',
      key: `out/${id}/manifest.json`,
      known: { ToleratedFailureCount: 3 },
    });
  });

  it('are where the history says, where the definition reads the prefix from its input', async () => {
    const writer = writerOf({ Bucket: 'data', 'Prefix.$': '$.to' });
    const { found, id } = await find(machineOf(writer, { ResultPath: '$.results' }));
    expect(found).toMatchObject({ bucket: 'data', key: `out/${id}/manifest.json` });
  });

  it('are nowhere without a ResultWriter', async () => {
    await expect(find(machineOf({}))).rejects.toThrow(/says where the results of this Map Run are: name the manifest/);
  });
});
