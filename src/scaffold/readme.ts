import { testCommand, testPath, type HandlerLanguage } from './handler-language.ts';
import { explainEncryption } from './encryption-readme.ts';
import { definitionPath, type Workflow } from './workflow-files.ts';

/** The README of a project. `choices`: one paragraph for each choice that was made. */
export function readme(workflow: Workflow, choices: readonly string[]): string {
  const definition = definitionPath(workflow);
  return `# ${workflow.name}

${workflow.description}

${fileTable(workflow, definition)}

## Why it is as it is

${choices.map((choice) => `- ${choice}`).join('\n')}
- **Retry**: only errors that are Lambda's own are tried again, with growing and random waits, so that throttled work does not come back all at once. An error that the handler throws is not: the same item would fail again.

## Run it here

In VS Code: *Fanout: Run Locally…*. In a terminal:

\`\`\`
${testCommand(workflow.handlerLanguage)}
fanout run ${definition}
\`\`\`

\`fanout.json\` says which folders stand for the buckets and which files for the functions, so no account is needed.${workflow.output ? ' On the sample the output is that of `sample/output.json`.' : ''}${RUN_NEEDS[workflow.handlerLanguage]}

## Deploy it

\`\`\`
sam build
sam deploy --guided --stack-name ${workflow.name} --capabilities CAPABILITY_IAM
\`\`\`
${BUILD_NEEDS[workflow.handlerLanguage]}
${upload(workflow)}Start it with the ARN that the stack puts out:

\`\`\`
aws stepfunctions start-execution --state-machine-arn <StateMachineArn> --input file://sample/input.json
\`\`\`

## Watch it

${watching(workflow)} The alarms of the template report failed and timed out executions${workflow.buckets.length > 0 ? ', failed children of a Map Run (above `FailedChildrenThreshold`, also those that are tolerated)' : ''} and functions that throw; give \`AlarmTopicArn\` to have them sent.

${explainEncryption(workflow.encryption, workflow.buckets.length > 0 ? 'the buckets that the template makes and the log groups' : 'the log groups')}## What it costs

\`\`\`
fanout cost ${definition}
\`\`\`

The load that is priced stands in \`fanout.json\` under \`workload\`: ${Number(workflow.workload.items).toLocaleString('en-US')} items a run. Set what you expect.

## Delete it

${deleting(workflow)}`;
}

const RUN_NEEDS: Readonly<Record<HandlerLanguage, string>> = {
  javascript: '',
  typescript: ' Node strips the types by itself, from version 22.18 on.',
  python: ' The handlers run in a `python3` of this machine.',
};

const BUILD_NEEDS: Readonly<Record<HandlerLanguage, string>> = {
  javascript: '',
  typescript: '\n`sam build` needs esbuild on the path: `npm install --global esbuild`.\n',
  python:
    '\n`sam build` needs the Python of the template’s `Runtime` on the path, or Docker: `sam build --use-container`. Packages of a `requirements.txt` beside a `handler.py` go with it.\n',
};

function fileTable({ functions, buckets, handlerLanguage }: Workflow, definition: string): string {
  return [
    '| file | what it is |',
    '|---|---|',
    `| \`${definition}\` | the state machine |`,
    ...functions.map(
      ({ folder }) =>
        `| \`functions/${folder}/\` | the function ${folder}, tested by \`${testPath(folder, handlerLanguage)}\` |`,
    ),
    '| `template.yaml` | AWS SAM: functions, role, logs, alarms |',
    '| `fanout.json` | what stands for buckets and functions locally |',
    `| \`sample/\` | an input${buckets.length > 0 ? ' and the folders that stand for the buckets' : ''} |`,
  ].join('\n');
}

function upload({ buckets }: Workflow): string {
  const full = buckets.filter(({ existing, files }) => existing === undefined && files.length > 0);
  if (full.length === 0) return '';
  const lines = full.map(({ id, folder }) => `aws s3 cp sample/${folder}/ s3://<${id}Name>/ --recursive`);
  return `Upload the sample, or your own data under the same key, to the bucket that the stack puts out:\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n\n`;
}

function watching({ type, buckets }: Workflow): string {
  if (type === 'EXPRESS')
    return 'Executions of an Express workflow leave no history: what they did is in the log group of the state machine (set `LogLevel` to ALL to see each event).';
  return buckets.length > 0
    ? '`fanout watch <execution ARN>` shows the states and the counts of the Map Run; so does the page of the execution in the Step Functions console.'
    : '`fanout watch <execution ARN>` shows the states; so does the page of the execution in the Step Functions console.';
}

function deleting({ name, buckets }: Workflow): string {
  const made = buckets.filter(({ existing }) => existing === undefined);
  const empty = made.map(({ id }) => `aws s3 rm s3://<${id}Name> --recursive`);
  const note = made.length > 0 ? 'CloudFormation deletes a bucket only when it is empty.\n\n' : '';
  return `${note}\`\`\`\n${[...empty, `sam delete --stack-name ${name}`].join('\n')}\n\`\`\`\n`;
}
