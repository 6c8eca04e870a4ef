import { testCommand, testPath, type HandlerLanguage } from './handler-language.ts';
import { explainEncryption } from './encryption-readme.ts';
import { bucketNameParameter } from './sam/parameters.ts';
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

In VS Code: *Fanout: Run Locally…*. In a terminal, \`fanout\` being that of Fanout Designer:

\`\`\`
${testCommand(workflow.handlerLanguage)}
fanout validate .
fanout run ${definition}
fanout graph ${definition} --out graph.svg
\`\`\`

\`fanout.json\` says which folders stand for the buckets and which files for the functions, so no account is needed.${workflow.output ? ' On the sample the output is that of `sample/output.json`.' : ''}${RUN_NEEDS[workflow.handlerLanguage]}

## Deploy it

\`\`\`
sam build
sam deploy --guided --stack-name ${workflow.name} --capabilities CAPABILITY_IAM
\`\`\`
${BUILD_NEEDS[workflow.handlerLanguage]}
${explainParameters(['StateMachineName', ...madeBuckets(workflow).map(({ id }) => bucketNameParameter(id))])} In GovCloud and China, write \`arn:aws-us-gov:\` or \`arn:aws-cn:\` for \`arn:aws:\` in the definition.

${upload(workflow)}Start it with the ARN that the stack puts out:

\`\`\`
aws stepfunctions start-execution --state-machine-arn <StateMachineArn> --input file://sample/input.json
\`\`\`

## Watch it

${watching(workflow)}

${alarming(workflow)}

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

function alarming({ buckets, toleratedChildren = 0 }: Workflow): string {
  const ofChildren =
    toleratedChildren > 0
      ? `; more than ${toleratedChildren.toLocaleString('en-US')} children of a Map Run failed within five minutes, which is what the whole of an expected run tolerates: set a lower \`FailedChildrenThreshold\` to hear of them before`
      : '; a child of a Map Run failed (`FailedChildrenThreshold`)';
  return `Alarms: executions failed or timed out (above \`FailedExecutionsThreshold\`)${buckets.length > 0 ? ofChildren : ''}; a function threw (\`FunctionErrorsThreshold\`). ${HOW_ALARMS_ARE_SENT}`;
}

/** Of every project. */
export const HOW_ALARMS_ARE_SENT =
  'Give `AlarmEmail` to have them sent to an address, once the message that SNS sends there is confirmed; `AlarmTopicArn` to have them sent to a topic that you have.';

/** What every project says of its parameters. `names`: those that give names. */
export const explainParameters = (names: readonly string[]): string =>
  `\`--guided\` asks for the parameters of the template: memory, log retention, alarms. ${names.map((name) => `\`${name}\``).join(', ')} may stay empty: then CloudFormation makes up a name that is free.`;

const madeBuckets = ({ buckets }: Workflow): Workflow['buckets'] =>
  buckets.filter(({ existing }) => existing === undefined);

function deleting(workflow: Workflow): string {
  const { name } = workflow;
  const made = madeBuckets(workflow);
  const empty = made.map(({ id }) => `aws s3 rm s3://<${id}Name> --recursive`);
  const note = made.length > 0 ? 'CloudFormation deletes a bucket only when it is empty.\n\n' : '';
  return `${note}\`\`\`\n${[...empty, `sam delete --stack-name ${name}`].join('\n')}\n\`\`\`\n`;
}
