import { explainEncryption } from '../encryption-readme.ts';
import { explainParameters, HOW_ALARMS_ARE_SENT } from '../readme.ts';
import type { PipelineAnswers } from './pipeline-answers.ts';

/** The README of a custom pipeline. */
export function pipelineReadme(answers: PipelineAnswers): string {
  return [
    `# ${answers.name}`,
    INTRODUCTION,
    FILES,
    '## Why each step is as it is',
    STEPS,
    '## Where it differs from the usual sketch, and why',
    DIFFERENCES,
    choices(answers),
    running(answers),
    deploying(answers),
    WATCHING,
    explainEncryption(answers.encryption, 'the buckets, queues, table and log groups').trimEnd(),
    pricing(answers),
    deleting(answers),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

const INTRODUCTION =
  'Put a file into a bucket: each of its items is worked on by a function, and when all of them are in, one output is made ' +
  'of all results. It counts right when events and messages are delivered twice or out of order, when functions end between ' +
  'any two steps, and when items fail.';

const FILES = `| file | what it is |
|---|---|
| \`functions/task.ts\` | **yours**: the work on one item |
| \`functions/reduce.ts\` | **yours**: the fan-in, which makes the output |
| \`functions/pipeline.ts\`, \`functions/pipeline/\` | the pipeline; it knows of AWS only what \`ports.ts\` says |
| \`functions/aws*.ts\`, \`functions/handlers.ts\` | the same on AWS, with the clients that Lambda's runtime brings |
| \`template.yaml\` | AWS SAM: buckets, queues, table, functions, roles, alarms |
| \`fanout.json\` | how it runs on your machine |
| \`sample/\` | an input, and the folder that local outputs go to |
| \`tests/\` | tests that need nothing installed: \`node --test\` |`;

const STEPS = `1. **S3 → splitter.** It reads the file twice, as a stream. The first time it counts, and writes the job *with its total, before the first message*: otherwise tasks could all be done before anybody knows how many there are, and nothing would end the job. The second time it sends a message for each item, ten to a request, and sends again what SQS reports as not taken. The job's id is made of bucket, key and version, and tasks have fixed places, so a second event of the same file does no harm. A file without items is complete at once. When its 15 minutes run out it notes how far it came and starts itself again. The bucket keeps versions, so that both readings see the same file.
2. **SQS → worker**, with partial batch responses: a message that fails comes again without the rest of its batch, five times in all. Then it goes to the dead-letter queue.
3. **One transaction for each task**: a *marker* with the result, on the condition that there is none, and +1 on one of the job's counters. Either both are written or neither. A second delivery finds the marker and counts nothing. A counter by itself would count twice; a marker in a write of its own could be left without its count.
4. **Counters are spread** over several items (shards): one item of DynamoDB bears about 500 transactions a second.
5. **Stream → counter.** A change of a counter starts it, once for many changes. It reads the job first and the counters after it, adds up, and moves the job from RUNNING to REDUCING *on the condition that the job still has the version that it read*. Only one of many counters can do it.
6. **Stream → reducer.** The change to REDUCING is itself a record of the stream, so nothing is lost when the counter ends right after it. The reducer reads all results in the order of the items, makes sure that there is exactly one for each, writes the output under a key that names job and version, and moves the job to DONE. Twice gives the same text at the same place.
7. **Dead letters** are counted as FAILED through the same transaction, so that a poison item does not keep its job open, and go to the *parked* queue, which raises an alarm. An item that can never work (\`TaskFailure\`) goes there at once.
8. **Redrive**: in one transaction a task goes from FAILED to PENDING, its counter down by one, and the job back to RUNNING with a version more. Without the new version a counter that has added up just before could still end the job. The message is sent before the transaction, with a delay: a job never waits for a message that nobody sent.
9. **Sweeper**, every 15 minutes: looks at open jobs that nothing has touched for 20 minutes and does what should have been done: adds up, starts the reducer or the splitter again. It covers a stream that was held up for longer than its 24 hours, and retries that were used up. Items that are not settled after 13 days are sent again, before SQS forgets them.`;

const DIFFERENCES = `The sketch that most start from has six steps: event, fan-out with the number of tasks saved, worker with partial batch responses, result into a table, stream, and a function that counts completed tasks and then reads all results. This project keeps them and changes four things:

- **The count is part of the result's transaction.** The sketch counts the records of the stream, reads a counter and puts it back. Lambda delivers records at least once, and two such functions overwrite each other. A transaction costs twice the write units of a plain write; that is the price of a count that is right.
- **The total is written before the first message**, not along with it.
- **What fails is counted, too.** Otherwise one bad item keeps a job open for ever.
- **The reducer is its own step**, with conditions before and after it, so that it can be tried again.

AWS Lambda Powertools is left out: its batch processor would replace ten lines here and bring an install, and its idempotency keeps its record apart from the counter, and only for a time. For logs, metrics and traces it fits well: wrap the handlers in \`handlers.ts\`.`;

function choices({ batchSize, timeoutSeconds, maximumConcurrency, shards, format }: PipelineAnswers): string {
  return `## What was chosen

- **${format === 'csv' ? 'CSV' : 'JSON Lines'}**: ${
    format === 'csv'
      ? 'the first row names the columns, every field is a string, and a row with another number of fields is a failed item.'
      : 'one JSON value a line, and a line that is no JSON is a failed item.'
  } Files are UTF-8, not packed. An item may have 240 KB, a result 390 KB; what is larger is a failed item.
- **${batchSize} messages at once**, ${timeoutSeconds} seconds for them, and a visibility time-out of ${6 * timeoutSeconds} seconds. Change the two together: they stand in \`template.yaml\` as \`Timeout\` and \`VisibilityTimeout\`.
- **At most ${maximumConcurrency} workers at once** (\`MaximumConcurrency\`): what tasks call often bears less than Lambda.
- **${shards} counters a job**: about ${(500 * shards).toLocaleString('en-US')} tasks a second. New jobs take another number when you deploy one; jobs that run keep theirs.
- A task may run more than once. What it does elsewhere must bear that: \`context.job\` and \`context.index\` make a key.`;
}

function running({ format }: PipelineAnswers): string {
  return `## Run it here

\`\`\`
node --test
fanout validate .
fanout pipeline run . --input sample/orders.${format}
fanout graph template.yaml --out graph.svg
\`\`\`

\`fanout\` is that of Fanout Designer; in VS Code there is *Fanout: Run Pipeline Locally…*. \`fanout pipeline run\` runs these very functions on queues, a table and a stream on your machine, with no account. Node strips the types by itself, from version 22.18 on. To see what duplicates and crashes do, give it a plan such as \`--faults faults.json\` with \`{"duplicates": 0.2, "crashes": 0.02, "throttles": 0.1}\`; the same \`--seed\` gives the same run.`;
}

function deploying({ name, format }: PipelineAnswers): string {
  return `## Deploy it

\`\`\`
sam build
sam deploy --guided --stack-name ${name} --capabilities CAPABILITY_IAM
\`\`\`

\`sam build\` needs esbuild on the path: \`npm install --global esbuild\`. ${explainParameters(['NameOfInputBucket', 'NameOfOutputBucket'])}

Then put a file into the bucket that the stack puts out:

\`\`\`
aws s3 cp sample/orders.${format} s3://<InputBucketName>/orders.${format}
\`\`\`

Or let one command upload it, follow the job and fetch the output:

\`\`\`
fanout pipeline start . --input sample/orders.${format} --stack ${name}
\`\`\``;
}

const WATCHING = `## Watch it

The job is a row of the table; its id is in the log of the splitter:

\`\`\`
aws dynamodb scan --table-name <TableName> --index-name OpenJobs
aws dynamodb get-item --table-name <TableName> --key '{"pk": {"S": "JOB#<id>"}, "sk": {"S": "JOB"}}'
\`\`\`

\`status\` is RUNNING, REDUCING, DONE, or FAILED when the file was deleted before all of its items were sent; \`output\` is the key of the output, in the bucket OutputBucketName.

Alarms: tasks are parked (above \`ParkedTasksThreshold\`); many dead letters at once (\`DeadLettersThreshold\`), or such that are not taken off; a file could not be split; records of the stream were put aside; messages wait for longer than \`MessageAgeSeconds\`; the counter or the reducer is behind its stream by more than \`StreamAgeMilliseconds\`; a function throws (above \`FunctionErrorsThreshold\`). ${HOW_ALARMS_ARE_SENT}

**Parked tasks**: look at the \`error\` of a message and at the worker's log, correct \`task.ts\`, deploy, and redrive:

\`\`\`
aws lambda invoke --function-name <RedriverFunctionName> --payload '{}' --cli-binary-format raw-in-base64-out result.json
\`\`\`

It answers with how many tasks it sent again, dropped as needless and kept; run it until it keeps none, or let \`fanout pipeline redrive .\` do so and \`fanout pipeline watch .\` wait for the job. Each gives the job a new version, and the output a new key. A parked message is kept for 14 days.

**A file that could not be split**: its event is in the message of UnsplitQueue, under \`requestPayload\`; invoke the splitter with it.`;

function pricing({ expectedItems }: PipelineAnswers): string {
  return `## What it costs

\`\`\`
fanout cost --set items=${expectedItems}
\`\`\`

Most of it are the transactions: at least four write units for each task, and more for results over 1 KB. The table keeps jobs and results; delete those that you no longer need.`;
}

function deleting({ name, encryption }: PipelineAnswers): string {
  return `## Delete it

CloudFormation deletes a bucket only when it is empty. The output bucket is emptied by one command:

\`\`\`
aws s3 rm s3://<OutputBucketName> --recursive
\`\`\`

The input bucket keeps versions, which that would only hide. This deletes them, 1,000 at a time, as many as one request takes; in the S3 console *Empty* does the same.

\`\`\`sh
bucket=<InputBucketName>
while
  aws s3api list-object-versions --bucket "$bucket" --no-paginate --output json --query \\
    '{Quiet: \`true\`, Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}}' > versions.json
  grep -q VersionId versions.json
do
  aws s3api delete-objects --bucket "$bucket" --delete file://versions.json || break
done
rm versions.json
\`\`\`

Then delete the stack${encryption === 'template' ? ', with it the key' : ''}:

\`\`\`
sam delete --stack-name ${name}
\`\`\`
`;
}
