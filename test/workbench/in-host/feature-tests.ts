import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from './language-tests.ts';
import type { HostTest } from './suite.ts';

const JSON_MAP = `{
  "StartAt": "Fan out",
  "States": {
    "Fan out": {
      "Type": "Map",
      "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {
          "InputType": "CSV"
        },
        "Parameters": { "Bucket": "b", "Key": "k" }
      },
      "ItemProcessor": {
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "Work",
        "States": {
          "Work": { "Type": "Pass", "End": true }
        }
      },
      "Next": "Done"
    },
    "Done": { "Type": "Succeed" }
  }
}
`;

const YAML_MAP = `QueryLanguage: JSONata
StartAt: Fan out # the first
States:
  Fan out:
    Type: Map
    ItemReader:
      Resource: arn:aws:states:::s3:getObject
      ReaderConfig:
        InputType: CSV
        CSVHeaderLocation: FIRST_ROW
      Arguments: { Bucket: b, Key: k }
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD }
      StartAt: Work
      States:
        Work:
          Type: Pass
          Output: '{% $sum($states.input.Items) %}'
          End: true
    Next: 'Done'
  Done:
    Type: Succeed
`;

/** Right behind some text of the document. */
function after(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, text);
  return document.positionAt(at + text.length);
}

/** VS Code adds the words of open files where nothing else is offered: they are left out. */
async function labelsAt(document: vscode.TextDocument, position: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items
    .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function insert(document: vscode.TextDocument, position: vscode.Position, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, position, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function rename(document: vscode.TextDocument, position: vscode.Position, name: string): Promise<void> {
  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    document.uri,
    position,
    name,
  );
  assert.equal(edit.entries().length, 1);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

export const featureTests: readonly HostTest[] = [
  {
    name: 'completes CSVHeaderLocation where it belongs, in JSON and in YAML',
    run: async () => {
      const json = await open('asl', JSON_MAP);
      const inReader = after(json, '"InputType": "CSV"');
      await insert(json, inReader, ',\n          ');
      const labels = await eventually('completions', async () => {
        const found = await labelsAt(json, after(json, '"InputType": "CSV",\n          '));
        return found.includes('CSVHeaderLocation') ? found : undefined;
      });
      assert.equal(labels.filter((label) => label === 'CSVHeaderLocation').length, 1);
      assert.ok(!labels.includes('InputType'), 'a key that stands already');
      await insert(json, after(json, '"Type": "Map",'), '\n      ');
      const inMap = await labelsAt(json, after(json, '"Type": "Map",\n      '));
      assert.ok(inMap.includes('ItemBatcher') && !inMap.includes('CSVHeaderLocation'), inMap.join());

      const yaml = await open('asl-yaml', YAML_MAP.replace('        CSVHeaderLocation: FIRST_ROW\n', '        \n'));
      assert.ok((await labelsAt(yaml, after(yaml, 'InputType: CSV\n        '))).includes('CSVHeaderLocation'));
    },
  },
  {
    name: 'inserts a completion as it is written in JSON, commas and all',
    run: async () => {
      const document = await open('asl', JSON_MAP.replace('"InputType": "CSV"', '"InputType": "CSV"\n          '));
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document, document);
      const position = after(document, '"CSV"\n          ');
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
      );
      const item = list.items.find(({ label }) => typeof label !== 'string' && label.label === 'MaxItems');
      assert.ok(item?.insertText instanceof vscode.SnippetString && item.additionalTextEdits);
      await editor.insertSnippet(item.insertText, position);
      const edit = new vscode.WorkspaceEdit();
      edit.set(document.uri, item.additionalTextEdits);
      await vscode.workspace.applyEdit(edit);
      const value = JSON.parse(document.getText()) as {
        States: Record<string, { ItemReader: { ReaderConfig: unknown } }>;
      };
      assert.deepEqual(value.States['Fan out']?.ItemReader.ReaderConfig, { InputType: 'CSV', MaxItems: 1 });
    },
  },
  {
    name: 'says on hover what a field means',
    run: async () => {
      for (const [language, text] of [
        ['asl', JSON_MAP],
        ['asl-yaml', YAML_MAP],
      ] as const) {
        const document = await open(language, text);
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          after(document, 'ExecutionT'),
        );
        const said = hovers.flatMap(({ contents }) =>
          contents.map((each) => (each instanceof vscode.MarkdownString ? each.value : '')),
        );
        assert.match(said.join('\n'), /Type of the child executions[^]*docs\.aws\.amazon\.com/);
      }
    },
  },
  {
    name: 'goes to a state from where it is named',
    run: async () => {
      for (const [language, text, next, key] of [
        ['asl', JSON_MAP, '"Next": "Do', '"Done": {'],
        ['asl-yaml', YAML_MAP, "Next: 'Do", 'Done:\n    Type'],
      ] as const) {
        const document = await open(language, text);
        const links = await vscode.commands.executeCommand<(vscode.LocationLink | vscode.Location)[]>(
          'vscode.executeDefinitionProvider',
          document.uri,
          after(document, next),
        );
        assert.equal(links.length, 1);
        const [link] = links;
        assert.ok(link);
        const range = 'targetUri' in link ? (link.targetSelectionRange ?? link.targetRange) : link.range;
        assert.equal(document.offsetAt(range.start), text.indexOf(key));
      }
    },
  },
  {
    name: 'renames a state everywhere, undone at once, and leaves the rest as it is',
    run: async () => {
      const renamed = [
        ['asl', JSON_MAP, '"Next": "Do', JSON_MAP.replaceAll('"Done"', '"All done"')],
        ['asl-yaml', YAML_MAP, "Next: 'Do", YAML_MAP.replace("'Done'", "'All done'").replace('  Done:', '  All done:')],
      ] as const;
      for (const [language, text, next, expected] of renamed) {
        const document = await open(language, text);
        await rename(document, after(document, next), 'All done');
        assert.equal(document.getText(), expected);
        await vscode.commands.executeCommand('undo');
        await eventually('one undo', () => (document.getText() === text ? true : undefined));
        await assert.rejects(rename(document, after(document, next), 'Work'), /already/);
        assert.equal(document.getText(), text);
      }
    },
  },
  {
    name: 'shows the states as an outline, those of a Map inside of it',
    run: async () => {
      for (const [language, text] of [
        ['asl', JSON_MAP],
        ['asl-yaml', YAML_MAP],
      ] as const) {
        const document = await open(language, text);
        const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
          'vscode.executeDocumentSymbolProvider',
          document.uri,
        );
        assert.deepEqual(
          symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
          [
            ['Fan out', ['Work']],
            ['Done', []],
          ],
        );
      }
    },
  },
  {
    name: 'colours the JSONata of a definition, and leaves other files alone',
    run: async () => {
      const document = await open('asl-yaml', YAML_MAP);
      const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
        'vscode.provideDocumentSemanticTokens',
        document.uri,
      );
      const line = YAML_MAP.split('\n').findIndex((each) => each.includes('$sum'));
      assert.deepEqual([...(tokens?.data.slice(0, 3) ?? [])], [line, "          Output: '{% ".length, '$sum'.length]);
      const other = await open('json', '{ "a": { "Ty": 1 } }');
      assert.deepEqual(
        (await labelsAt(other, new vscode.Position(0, 10))).filter((label) => label === 'StartAt' || label === 'Type'),
        [],
      );
    },
  },
  {
    name: 'knows the definitions in a template: completes, renames and lists their states',
    run: async () => {
      const definition = JSON_MAP.replace('"InputType": "CSV"', '"InputType": "CSV",\n          ').trimEnd();
      const text = `Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/r
      DefinitionString: |
        ${definition.replaceAll('\n', '\n        ')}
`;
      const document = await open('yaml', text);
      const position = after(document, '"InputType": "CSV",\n                  ');
      assert.ok((await labelsAt(document, position)).includes('CSVHeaderLocation'));
      await rename(document, after(document, '"Next": "Do'), 'All done');
      assert.equal(document.getText(), text.replaceAll('"Done"', '"All done"'));
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      const machine = symbols.find(({ detail }) => detail === 'state machine');
      assert.deepEqual(
        [machine?.name, machine?.children.map(({ name }) => name)],
        ['Machine', ['Fan out', 'All done']],
      );
    },
  },
];
