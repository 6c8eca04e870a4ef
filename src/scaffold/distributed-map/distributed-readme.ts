import type { DistributedAnswers, MapAnswers, Source } from './distributed-answers.ts';

/** One paragraph for each choice: what it is and why. */
export function explainChoices(answers: DistributedAnswers): string[] {
  return [...explainMap(answers), writing(answers)];
}

/** What every Map over a data set in S3 has to say. */
export function explainMap(answers: MapAnswers): string[] {
  return [
    `**Source**: ${SOURCES[answers.source]}`,
    batching(answers.batchSize),
    EXECUTION_TYPES[answers.executionType],
    `**At most ${answers.maxConcurrency} child executions at once**: the limit of Step Functions is 10,000, and what the function calls usually binds first. It can be changed while a Map Run runs (UpdateMapRun).`,
    tolerance(answers.toleratedFailurePercentage),
    '**An empty data set**: AWS does not say what a Map Run does with no items. Try it with your data before you rely on it.',
  ];
}

const SOURCES: Readonly<Record<Source, string>> = {
  csv: 'a CSV file whose first row names the columns. Every field is a string; a missing one is "".',
  json: 'a JSON file that holds one array. For an array deeper inside, add `ItemsPointer` to `ReaderConfig`.',
  jsonl: 'a file with one JSON value on each line.',
  parquet: 'a Parquet file; its row groups may have 256 MB, its footer 5 MB.',
  inventory:
    'an S3 Inventory manifest: one item for each object that S3 listed. The report must be CSV. S3 writes a new one daily or weekly, so the key changes: put the newest into the definition, or read it from the input. The sample names the local bucket, so on AWS take one that S3 wrote.',
  objects: 'the objects under a prefix. “Folders” that the console made are objects too, and become items.',
};

function batching(batchSize: number): string {
  return batchSize > 1
    ? `**Batches of ${batchSize}**: fewer child executions and invocations, so it costs less. One bad item fails its whole batch, and all of its items count as failed. A batch may have 256 KiB, and so may its results.`
    : '**No batches**: each item is worked on, retried and counted by itself. With many short items, batches cost far less.';
}

const EXECUTION_TYPES: Readonly<Record<DistributedAnswers['executionType'], string>> = {
  EXPRESS:
    '**Express children**: five minutes at most, at least once, so the handler must bear being run twice. Each costs one state transition, one request and its duration, whatever the number of its states: the cheaper type for short work.',
  STANDARD:
    '**Standard children**: up to a year, exactly once. AWS’s documents speak of one state transition for each child; its own workshop counts the child’s states on top. The estimate counts them and shows the other reading beside it.',
};

function tolerance(percentage: number): string {
  return percentage > 0
    ? `**Up to ${percentage} % of the items may fail** or time out; beyond it the Map Run fails with \`States.ExceedToleratedFailureThreshold\`.`
    : '**No failure is tolerated**: the first failed item fails the Map Run. Redrive the execution to run again only what failed.';
}

function writing({ writer }: DistributedAnswers): string {
  if (!writer)
    return '**Results in the output of the state**, one for each item: 256 KiB for all of them together, or the execution fails with `States.DataLimitExceeded`. For more, give the ResultWriter a bucket.';
  return `**Results in S3**: under \`${writer.prefix}/<id>/\`, with a \`manifest.json\` that names the files of what succeeded, failed and is pending. The bucket must be in the account and region of the state machine.`;
}
