import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startService, type ServiceHandle } from '../../src/runtime/service/start-service.ts';
import { Host } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const machine = (result: string): string =>
  JSON.stringify({ StartAt: 'Say', States: { Say: { Type: 'Pass', Result: result, End: true } } }, null, 2);

let host: Host;
let workbench: WorkbenchPage;
let service: ServiceHandle;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
  await writeFile(path.join(folder.folder, 'hello.asl.json'), machine('one'));
  const options = { port: 0, auth: false, buckets: {}, functions: {}, clock: 'real', limits: 'aws' } as const;
  const fault = (error: unknown): void => expect.fail(String(error));
  service = await startService(options, {}, { log: () => undefined, fault });
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: folder.folder });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await service.close();
  await folder.remove();
});

/** From the command to the machine: an empty input. */
async function begin(): Promise<void> {
  await workbench.runCommand('Fanout: Start Execution');
  await workbench.waitForStep(/Which input/);
  await workbench.pick('Empty');
}

async function finish(): Promise<void> {
  await workbench.waitForStep(/A name for the execution/);
  await workbench.accept();
  const toast = workbench.toast('succeeded.');
  await toast.waitFor();
  await toast.hover();
  await toast.getByRole('button', { name: /Clear Notification/ }).click();
}

it('starts a definition on the local Step Functions of the window', async () => {
  await workbench.openFile('hello.asl.json');
  await begin();
  await finish();
});

it('connects to an endpoint, which the status bar names', async () => {
  await workbench.runCommand('Fanout: Choose Connection');
  await workbench.waitForStep(/Now: Local/);
  await workbench.pick('Endpoint…');
  await workbench.waitForStep(/The URL of the endpoint/);
  await workbench.typeInStep(service.ready.endpoint);
  await workbench.accept();
  await workbench.waitForStep(/requests are signed for/);
  await workbench.accept();
  const { host: name } = new URL(service.ready.endpoint);
  await host.page.locator('.statusbar-item', { hasText: name }).waitFor();
});

it('creates the machine there and starts it, and shows what an update would change', async () => {
  await begin();
  await workbench.waitForStep(/Which state machine/);
  await workbench.pick('Create hello and start it');
  await workbench.waitForStep(/Which type/);
  await workbench.pick('STANDARD');
  await workbench.waitForStep(/Anything besides/);
  await workbench.accept();
  await workbench.waitForStep(/Which role/);
  await workbench.pick('A role that is there');
  await workbench.waitForStep(/The ARN of the role/);
  await workbench.typeInStep('arn:aws:iam::123456789012:role/test');
  await workbench.accept();
  await finish();

  await writeFile(path.join(folder.folder, 'hello.asl.json'), machine('two'));
  await host.page.getByText('"two"').first().waitFor();
  await begin();
  await workbench.waitForStep(/Which state machine/);
  await workbench.pick('Show what would change');
  await workbench.waitForStep(/Which state machine/);
  await host.page
    .getByText(/hello: deployed/)
    .first()
    .waitFor();
  await workbench.screenshot('start-difference');
  await workbench.pick('Update hello and start it');
  await workbench.waitForStep(/Anything besides/);
  await workbench.accept();
  await finish();
});
