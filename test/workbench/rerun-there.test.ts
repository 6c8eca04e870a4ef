import { CreateStateMachineCommand, ListMapRunsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startService, type ServiceHandle } from '../../src/runtime/service/start-service.ts';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

/** Rows of which those above a limit fail. */
const machine = (limit: number): string =>
  JSON.stringify(
    {
      StartAt: 'Rows',
      States: {
        Rows: {
          Type: 'Map',
          Label: 'Rows',
          ToleratedFailurePercentage: 100,
          ItemsPath: '$.rows',
          ItemSelector: { 'row.$': '$$.Map.Item.Value' },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'Is it high',
            States: {
              'Is it high': {
                Type: 'Choice',
                Choices: [{ Variable: '$.row', NumericGreaterThan: limit, Next: 'High' }],
                Default: 'Fine',
              },
              High: { Type: 'Fail', Error: 'TooHigh', Cause: 'it is too high' },
              Fine: { Type: 'Succeed' },
            },
          },
          ResultWriter: {
            Resource: 'arn:aws:states:::s3:putObject',
            Parameters: { Bucket: 'rows', Prefix: 'out' },
          },
          End: true,
        },
      },
    },
    null,
    2,
  );

let host: Host;
let workbench: WorkbenchPage;
let service: ServiceHandle;
let gateway: Server;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let mapRunArn: string;
/** Of STS and IAM, and what Step Functions was asked to make or start. */
const asked: string[] = [];
/** What the new role was given. */
let policy = '';
const fileOf = (name: string): string => path.join(folder.folder, name);

beforeAll(async () => {
  folder = await makeFolder();
  await mkdir(fileOf('data'));
  await writeFile(fileOf('rows.asl.json'), machine(2));
  const workload = { items: 5_000_000 };
  const project = { definition: 'rows.asl.json', buckets: { rows: 'data' }, workload };
  await writeFile(fileOf('fanout.json'), JSON.stringify(project));
  const fault = (error: unknown): void => expect.fail(String(error));
  service = await startService(
    { port: 0, auth: false, buckets: { rows: fileOf('data') }, functions: {}, clock: 'real', limits: 'aws' },
    {},
    { log: () => undefined, fault },
  );
  gateway = createServer((request, response) => {
    answer(request, response).catch(fault);
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  mapRunArn = await runRows();
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: folder.folder });
  await configureAws();
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  gateway.closeAllConnections();
  gateway.close();
  await service.close();
  await folder.remove();
});

/** A profile whose AWS is the gateway, before the SDK looks for one. */
async function configureAws(): Promise<void> {
  const home = path.join(host.root, 'home/.aws');
  await mkdir(home, { recursive: true });
  const { port } = gateway.address() as AddressInfo;
  await writeFile(
    path.join(home, 'config'),
    `[default]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:${port}\n`,
  );
  await writeFile(
    path.join(home, 'credentials'),
    '[default]\naws_access_key_id = test\naws_secret_access_key = test\n',
  );
}

/** Step Functions is the service's; STS and IAM are played. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(body);
    asked.push(form.get('Action') ?? '');
    policy = form.get('PolicyDocument') ?? policy;
    response.end(
      `<Answer><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:role/${form.get('RoleName') ?? ''}</Arn></Answer>`,
    );
    return;
  }
  const target = String(request.headers['x-amz-target']);
  const action = target.slice(target.indexOf('.') + 1);
  if (/^(?:Create|Start)/.test(action)) asked.push(action);
  const headers = { 'content-type': type, 'x-amz-target': target };
  const forwarded = await fetch(service.ready.endpoint, { method: 'POST', headers, body });
  response.writeHead(forwarded.status, { 'content-type': forwarded.headers.get('content-type') ?? '' });
  response.end(Buffer.from(await forwarded.arrayBuffer()));
}

/** What somebody else has started there, of which some rows failed. */
async function runRows(): Promise<string> {
  const { endpoint, region } = service.ready;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SFNClient({ endpoint, region, credentials });
  const roleArn = 'arn:aws:iam::123456789012:role/rows';
  const create = new CreateStateMachineCommand({ name: 'rows', definition: machine(2), roleArn });
  const { stateMachineArn } = await client.send(create);
  const input = '{"rows":[1,2,3,4,5]}';
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  await until('its results', 20_000, async () => (await readdir(fileOf('data'), { recursive: true })).some(isManifest));
  const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
  client.destroy();
  return mapRuns?.[0]?.mapRunArn ?? '';
}

const isManifest = (file: string): boolean => file.endsWith('manifest.json');

it('opens the results of a Map Run by its ARN, through the connection', async () => {
  await workbench.openFile('rows.asl.json');
  await workbench.runCommand('Fanout: Choose Connection');
  await workbench.waitForStep(/Now: Local/);
  await workbench.pick('Endpoint…');
  await workbench.waitForStep(/The URL of the endpoint/);
  const { port } = gateway.address() as AddressInfo;
  await workbench.typeInStep(`http://127.0.0.1:${port}`);
  await workbench.accept();
  await workbench.waitForStep(/requests are signed for/);
  await workbench.accept();
  await workbench.waitForStep(/Signed with which keys/);
  await workbench.pick('Placeholder keys');
  await host.page.locator('.statusbar-item', { hasText: `127.0.0.1:${port}` }).waitFor();
  await workbench.runCommand('Fanout: Open Map Run Results');
  await workbench.waitForStep(/Which results/);
  await workbench.pick('Of a Map Run');
  await workbench.waitForStep(/The ARN of the Map Run/);
  await workbench.typeInStep(mapRunArn);
  await workbench.accept();
  const page = await workbench.webview('.virtual-list');
  await until('its counts', 20_000, async () =>
    /SUCCEEDED 2[\s\S]*FAILED 3[\s\S]*TooHigh/.test(await page.locator('body').innerText()),
  );
});

it('shows what failed items would run with there, and the role, before anything is made', async () => {
  const page = await workbench.webview('.virtual-list');
  await page.getByRole('button', { name: 'Re-run Failed Items…' }).click();
  // The page has the place of the definition's editor.
  await workbench.waitForStep(/Which state machine/);
  await workbench.pick('rows.asl.json');
  await workbench.waitForStep(/Where are the failed items run again/);
  await workbench.pick('as a state machine of its own');
  await workbench.waitForStep(/Which role/);
  await host.page.locator('.monaco-diff-editor').first().waitFor();
  expect(asked).toEqual([]);
  await workbench.pick('Create a role');
  const dialog = host.page.locator('.monaco-dialog-box');
  await dialog.getByText(/Create the role fanout-rows-rerun-\w{8}, as it is shown/).waitFor();
  await workbench.screenshot('rerun-there-role');
  expect(asked).toEqual(['GetCallerIdentity']);
  await dialog.getByRole('button', { name: 'Create Role' }).click();
});

it('makes the role, and runs them there when that was agreed to', async () => {
  const dialog = host.page.locator('.monaco-dialog-box', { hasText: 'Run 3 items of "Rows" again on' });
  await dialog.waitFor();
  expect(asked).toEqual(['GetCallerIdentity', 'CreateRole', 'PutRolePolicy']);
  expect(await dialog.innerText()).toMatch(
    /It runs with the new role arn:aws:iam::123456789012:role\/fanout-rows-rerun-/,
  );
  expect(policy).toMatch(/arn:aws:s3:::rows\/out\/\*.*states:StartExecution/);
  await workbench.screenshot('rerun-there-question');
  await dialog.getByRole('button', { name: 'Run Again' }).click();
  const ended = workbench.toast(/rows-rerun-\w{8}:\S+ succeeded/);
  await ended.waitFor({ timeout: 60_000 });
  expect(asked.slice(3)).toEqual(['CreateStateMachine', 'StartExecution']);
  const manifests = (await readdir(fileOf('data'), { recursive: true })).filter(isManifest);
  expect(manifests).toHaveLength(2);
});

it('says on AWS what a run is estimated to cost, and starts none that was not agreed to', async () => {
  await workbench.runCommand('Fanout: Choose Connection');
  await workbench.waitForStep(/Now: /);
  await workbench.pick('access keys, us-east-1');
  await workbench.waitForStep(/The region/);
  await workbench.accept();
  await host.page.locator('.statusbar-item', { hasText: 'default' }).waitFor();
  const question = host.page.locator('.monaco-dialog-box', {
    hasText: 'A run of 5,000,000 items is estimated to cost',
  });
  for (const [answer, started] of [
    ['Cancel', []],
    ['Start', ['StartExecution']],
  ] as const) {
    asked.length = 0;
    await workbench.openFile('rows.asl.json');
    await workbench.runCommand('Fanout: Start Execution');
    await workbench.waitForStep(/Which input/);
    await workbench.pick('Empty');
    await workbench.waitForStep(/Which state machine/);
    await workbench.pick('deployed as it is here');
    await workbench.waitForStep(/A name for the execution/);
    await workbench.accept();
    await question.waitFor();
    expect(await question.innerText()).toMatch(/on AWS\.[\s\S]*You asked to be told above \$1\.00/);
    await workbench.screenshot('start-cost-question');
    await question.getByRole('button', { name: answer, exact: true }).click();
    if (answer === 'Start') await workbench.toast(/rows:\S+ ended as FAILED/).waitFor({ timeout: 60_000 });
    else await question.waitFor({ state: 'hidden' });
    expect(asked).toEqual(started);
  }
});
