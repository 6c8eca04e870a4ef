import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestService, type TestService } from './test-service.ts';

let folder: string;
let service: TestService;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'task-time-'));
  const module = join(folder, 'slow.mjs');
  await writeFile(module, 'export const handler = () => new Promise((done) => setTimeout(done, 300, "done"));');
  service = await openTestService('aws', {
    clock: 'virtual',
    functions: { slow: { module, export: 'handler', timeoutSeconds: 3, memoryMb: 128 } },
  });
});
afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

it('stands still while a handler works, and moves on by what it took', async () => {
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:slow', TimeoutSeconds: 60 };
  const definition = JSON.stringify({ StartAt: 'T', States: { T: { ...task, End: true } } });
  const { status, output, startDate, stopDate } = await service.finish(
    await service.start(await service.create('machine', definition)),
  );
  expect([status, output]).toEqual(['SUCCEEDED', '"done"']);
  const took = stopDate!.getTime() - startDate!.getTime();
  expect(took).toBeGreaterThanOrEqual(299);
  expect(took).toBeLessThan(30_000);
});
