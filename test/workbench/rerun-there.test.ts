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
/** Of STS and IAM. */
const asked: string[] = [];
const fileOf = (name: string): string => path.join(folder.folder, name);

beforeAll(async () => {
  folder = await makeFolder();
  await mkdir(fileOf('data'));
  await writeFile(fileOf('rows.asl.json'), machine(2));
  await writeFile(fileOf('fanout.json'), JSON.stringify({ definition: 'rows.asl.json', buckets: { rows: 'data' } }));
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
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  gateway.closeAllConnections();
  gateway.close();
  await service.close();
  await folder.remove();
});

/** Step Functions is the service's; STS and IAM are played. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(body);
    asked.push(form.get('Action') ?? '');
    response.end(
      `<Answer><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:role/${form.get('RoleName') ?? ''}</Arn></Answer>`,
    );
    return;
  }
  const headers = { 'content-type': type, 'x-amz-target': String(request.headers['x-amz-target']) };
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
});
