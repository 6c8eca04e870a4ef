import type { DistributedAnswers, MapAnswers, Source } from './distributed-answers.ts';
import type { Nesting } from './nesting-questions.ts';

/** One paragraph for each choice: what it is and why. */
export function explainChoices(answers: DistributedAnswers): string[] {
  return [...explainMap(answers, answers.nesting), ...nesting(answers), writing(answers)];
}

/** What every Map over a data set in S3 has to say. */
export function explainMap(answers: MapAnswers, nesting: Nesting = 'none'): string[] {
  const ofWhat = nesting === 'distributed-in-distributed' ? ' of each file' : '';
  return [
    `**Source**: ${SOURCES[answers.source]}`,
    batching(answers.batchSize, nesting === 'inline-in-distributed'),
    EXECUTION_TYPES[answers.executionType],
    `**At most ${answers.maxConcurrency} child executions${ofWhat} at once**: the limit of a Map Run is 10,000, and what the function calls usually binds first. It can be changed while a Map Run runs (UpdateMapRun).`,
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

function batching(batchSize: number, isCalledByItem: boolean): string {
  if (isCalledByItem)
    return `**Batches of ${batchSize}**: one child execution for each, which costs less than one for each item. An item that fails for good fails its whole batch, and all of its items count as failed. A batch may have 256 KiB, and so may its results.`;
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

function nesting(answers: DistributedAnswers): string[] {
  const { itemsAtOnce, filesAtOnce, maxConcurrency, executionType, key } = answers;
  const inAll = (each: number): string => (each * maxConcurrency).toLocaleString('en-US');
  switch (answers.nesting) {
    case 'none':
      return [];
    case 'inline-in-distributed':
      return [
        `**An inline Map within each child**: \`ProcessBatch\` calls the function for each item of its batch, ${itemsAtOnce} at once, so that each is tried again and timed by itself. With ${maxConcurrency} children that is up to ${inAll(itemsAtOnce)} calls at once, which Lambda has to bear (1,000 unless your quota is raised). It costs an invocation for each item: where the function can work on a list, let it have the whole batch instead.`,
        ...(executionType === 'STANDARD'
          ? [
              '**History**: a Standard child has room for 25,000 events, which about 3,500 items fill: keep batches below that. Each item costs a state transition.',
            ]
          : []),
      ];
    case 'distributed-in-distributed':
      return [
        `**A Map Run for each file**: \`ProcessFiles\` lists \`${key}\` and starts a Standard child for each file (only these can have a Map Run), in which \`ProcessItems\` reads the file. ${filesAtOnce} files with ${maxConcurrency} children each are up to ${inAll(filesAtOnce)} at once, where one Map Run ends at 10,000.`,
        '**Its limits**: an account has 1,000 open Map Runs in a region, the outer one among them; further ones wait at `MapRunStarted`. Lambda runs 1,000 functions at once unless the quota is raised. State transitions of Standard executions are held to 5,000 a second in us-east-1, us-west-2 and eu-west-1 and to 800 elsewhere; the starts of Express children to 6,000, as far as they count as StartExecution, which AWS does not say. Each Map Run takes some seconds to begin and to end, so a few large files do better than many small ones.',
        'Where **10,000 at once are enough**, take no second Map Run: an ItemReader with `s3:listObjectsV2`, `"Transformation": "LOAD_AND_FLATTEN"` and an `InputType` reads the items of all files under a prefix as one data set.',
        '**A file fails as a whole**: the tolerated percentage is that of each file, and a file beyond it fails the run. Redrive the execution to run again only what failed. The files of a run must be there before it begins; empty ones are passed over.',
        '**Permissions**: AWS does not say under which name a Map Run within a child starts and redrives its own children, so the policy allows all executions of this state machine and of its Maps.',
      ];
  }
}

function writing({ writer, nesting }: DistributedAnswers): string {
  if (writer && nesting === 'distributed-in-distributed')
    return `**Results in S3**: those of a file under \`${writer.prefix}/items/<id>/\`, with a \`manifest.json\` that names the files of what succeeded, failed and is pending; \`${writer.prefix}/files/<id>/SUCCEEDED_0.json\` lists these manifests. The bucket must be in the account and region of the state machine.`;
  if (!writer)
    return '**Results in the output of the state**, one for each item: 256 KiB for all of them together, or the execution fails with `States.DataLimitExceeded`. For more, give the ResultWriter a bucket.';
  return `**Results in S3**: under \`${writer.prefix}/<id>/\`, with a \`manifest.json\` that names the files of what succeeded, failed and is pending. The bucket must be in the account and region of the state machine.`;
}
