import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { HostTest } from './suite.ts';

const TEMPLATE = `Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {
          "StartAt": "Work",
          "States": { "Work": { "Type": "Pass", "Nxt": "Done" }, "Done": { "Type": "Succeed" } }
        }
`;
const QUEUE = `Resources:
  Tasks:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 20 # s
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Tasks.Arn, FunctionName: !Ref Worker, BatchSize: 1 }
  Worker: { Type: AWS::Lambda::Function, Properties: { Timeout: 10 } }
`;
const CATCHES = `StartAt: A
States:
  A:
    Type: Parallel
    Next: C
    Branches: [{ StartAt: B, States: { B: { Type: Succeed } } }]
    Catch:
      - ErrorEquals: [States.Nonsense]
        Next: C
  C: { Type: Succeed }
`;

async function eventually<T>(what: string, read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let left = 200; left > 0; left -= 1) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain for ${what}`);
}

async function open(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

const shown = (uri: vscode.Uri, source = 'fanout'): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter((each) => each.source === source);

const actionsAt = (uri: vscode.Uri, range: vscode.Range): Thenable<vscode.CodeAction[]> =>
  vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);

const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

export const verdictTests: readonly HostTest[] = [
  {
    name: 'underlines a mistake of a definition in a template at its place, and mends it there',
    run: async () => {
      const document = await open('yaml', TEMPLATE);
      const diagnostic = await eventually('a diagnostic on Nxt', () =>
        shown(document.uri).find(({ range }) => document.getText(range) === '"Nxt"'),
      );
      assert.equal(diagnostic.range.start.line, 7);
      const fix = (await actionsAt(document.uri, diagnostic.range)).find(({ title }) => title === 'Change to Next');
      assert.ok(fix?.edit, 'a fix');
      await vscode.workspace.applyEdit(fix.edit);
      assert.equal(document.getText(), TEMPLATE.replace('Nxt', 'Next'));
      await eventually('no more diagnostics', () => (shown(document.uri).length === 0 ? true : undefined));
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      assert.deepEqual(
        lenses.map(({ command, range }) => [command?.command, range.start.line]),
        [
          ['fanout.openPreview', 4],
          ['fanout.openDesigner', 4],
          ['fanout.startExecution', 4],
          ['fanout.estimateCost', 4],
        ],
      );
    },
  },
  {
    name: 'underlines what a template without a state machine gets wrong, mends it and suppresses it there',
    run: async () => {
      const document = await open('yaml', QUEUE);
      const find = (code: string) => (): vscode.Diagnostic | undefined =>
        shown(document.uri).find((each) => codeOf(each) === code);
      const short = await eventually('a short visibility time-out', find('SHORT_VISIBILITY_TIMEOUT'));
      assert.equal(document.getText(short.range), '20');
      const fix = (await actionsAt(document.uri, short.range)).find(
        ({ title }) => title === 'Set VisibilityTimeout to 60',
      );
      assert.ok(fix?.edit, 'a fix');
      await vscode.workspace.applyEdit(fix.edit);
      assert.equal(document.getText(), QUEUE.replace('20', '60'));
      await eventually('the mend to be seen', () => (find('SHORT_VISIBILITY_TIMEOUT')() ? undefined : true));
      const missing = await eventually('a missing dead-letter queue', find('MISSING_DEAD_LETTER_QUEUE'));
      assert.equal(document.getText(missing.range), 'Tasks');
      const offer = (await actionsAt(document.uri, missing.range)).find(({ title }) => title.startsWith('Suppress'));
      assert.ok(offer?.command, 'an offer');
      const args = (offer.command.arguments ?? []) as unknown[];
      await vscode.commands.executeCommand(offer.command.command, ...args, 'tasks may be lost');
      const mark = '# fanout-disable-line MISSING_DEAD_LETTER_QUEUE: tasks may be lost';
      assert.equal(document.getText(), QUEUE.replace('20', '60').replace('Tasks:', `Tasks: ${mark}`));
      await eventually('no more findings', () => (shown(document.uri).length === 0 ? true : undefined));
    },
  },
  {
    name: 'offers to suppress a finding, and does so with a reason',
    run: async () => {
      const document = await open('asl-yaml', CATCHES);
      const diagnostic = await eventually('a finding', () => shown(document.uri)[0]);
      const offer = (await actionsAt(document.uri, diagnostic.range)).find(
        ({ title }) => title === 'Suppress UNKNOWN_ERROR_NAME here…',
      );
      assert.ok(offer?.command, 'an offer');
      await vscode.commands.executeCommand(
        offer.command.command,
        ...((offer.command.arguments ?? []) as unknown[]),
        'it is coming',
      );
      assert.equal(
        document.getText(),
        CATCHES.replace(
          '[States.Nonsense]',
          '[States.Nonsense] # fanout-disable-line UNKNOWN_ERROR_NAME: it is coming',
        ),
      );
      await eventually('no more findings', () => (shown(document.uri).length === 0 ? true : undefined));
    },
  },
  {
    name: 'validates the whole workspace, templates and the files that they name included',
    run: async () => {
      const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
      assert.ok(root);
      const folder = path.join(root, 'verdicts');
      await mkdir(folder, { recursive: true });
      const write = async (name: string, text: string): Promise<vscode.Uri> => {
        await writeFile(path.join(folder, name), text);
        return vscode.Uri.file(path.join(folder, name));
      };
      try {
        const machine = await write('machine.asl.yaml', CATCHES);
        const template = await write('template.yaml', TEMPLATE);
        const other = await write('other.yaml', 'a: 1\n');
        await vscode.commands.executeCommand('fanout.validateWorkspace');
        assert.deepEqual(shown(machine).map(codeOf), ['UNKNOWN_ERROR_NAME']);
        assert.ok(shown(template).some(({ range }) => range.start.line === 7));
        assert.deepEqual(shown(other), []);
        // Opened, it has its findings once.
        const document = await vscode.workspace.openTextDocument(machine);
        await vscode.window.showTextDocument(document);
        await new Promise((resolve) => setTimeout(resolve, 1000));
        assert.deepEqual(shown(machine).map(codeOf), ['UNKNOWN_ERROR_NAME']);
        await secondOpinion(write);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
  {
    name: 'shows what the service says at its place, until the next edit',
    run: async () => {
      const server = createServer((request, response) => {
        request.resume().on('end', () => {
          const diagnostics = [{ severity: 'ERROR', code: 'FROM_SERVICE', message: 'No', location: '/States/C/Type' }];
          response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
          response.end(JSON.stringify({ result: 'FAIL', diagnostics }));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const env = {
        AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_REGION: 'us-east-1',
      };
      Object.assign(process.env, env);
      try {
        const document = await open('asl-yaml', CATCHES);
        await vscode.commands.executeCommand('fanout.validateOnAws');
        const said = await eventually('the word of AWS', () => shown(document.uri, 'AWS')[0]);
        assert.deepEqual([said.message, document.getText(said.range), said.range.start.line], ['No', 'Type', 9]);
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(0, 0), '# changed\n');
        await vscode.workspace.applyEdit(edit);
        await eventually('that it is gone', () => (shown(document.uri, 'AWS').length === 0 ? true : undefined));
      } finally {
        for (const name of Object.keys(env)) Reflect.deleteProperty(process.env, name);
        server.close();
      }
    },
  },
];

/** Asked when a file is saved, where the setting says so. */
async function secondOpinion(write: (name: string, text: string) => Promise<vscode.Uri>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('fanout');
  await settings.update('validation.secondOpinion', true, vscode.ConfigurationTarget.Global);
  try {
    const resource = 'arn:aws:lambda:REGION:X:function:f';
    const uri = await write(
      'opinion.asl.json',
      `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${resource}","End":true}}}`,
    );
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, document.positionAt(document.getText().length), '\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    const said = await eventually('the second opinion', () => shown(uri, 'asl-validator')[0]);
    assert.equal(document.getText(said.range), '"Resource"');
    assert.equal(codeOf(said), 'SECOND_OPINION');
  } finally {
    await settings.update('validation.secondOpinion', undefined, vscode.ConfigurationTarget.Global);
  }
}
