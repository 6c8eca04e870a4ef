import { explainMap } from '../distributed-map/distributed-readme.ts';
import { BATCH_BYTES, MAPPED_FOLDER, REDUCED_FOLDER, SMALL_FILE_BYTES } from './map-reduce-definition.ts';
import type { MapReduceAnswers } from './map-reduce-answers.ts';

/** One paragraph for each choice: what it is and why. */
export function explainMapReduce(answers: MapReduceAnswers): string[] {
  const { resultsPrefix, toleratedFailurePercentage } = answers;
  return [
    ...explainMap(answers),
    `**One partial result for a batch**: the mapper sums its batch, so that there are as many partial results as batches, not as items. The ResultWriter writes them with \`COMPACT\` to \`${resultsPrefix}/${MAPPED_FOLDER}/<id>/SUCCEEDED_0.json\`: what the children returned and nothing else. With \`NONE\` each record would carry the child’s whole input, and its output as a text within the text.`,
    `**\`ReadManifest\`**: \`manifest.json\` names the result files, a new one for each 5 GB. They are taken from there and not from a listing: after a redrive the manifest names the successes of all attempts, and what else lies in the folder must not count.`,
    `**\`ReduceFiles\`** makes one partial result of each file. A file of up to ${SMALL_FILE_BYTES.toLocaleString('en-US')} bytes is read into the state and merged by one call. A larger one goes round: \`ReduceRound\` is a Map Run over the file, which Step Functions streams, with ${BATCH_BYTES.toLocaleString('en-US')} bytes of partial results a batch, and leaves one for each batch below \`${resultsPrefix}/${REDUCED_FOLDER}/\`. Partial results of 300 bytes become some 650 times fewer in a round, so that two rounds do for 100 million items; no function ever holds more than a batch. Nothing is tolerated there: a partial result that is lost would make the sum wrong.`,
    `**What the reducer must keep to**: it merges results of its own shape in any order and grouping (children end in any order), gives that of nothing for an empty list, and stays small: what is left of a file may have ${SMALL_FILE_BYTES.toLocaleString('en-US')} bytes, and that of all files together 256 KiB. One that grows with the data, such as a value for each customer, does not shrink: the run then fails with \`PartialResultsDoNotShrink\` instead of going round for ever. Take Athena or EMR for that. It may be called twice for the same batch, so it must only return its result.`,
    toleratedFailurePercentage > 0
      ? '**An incomplete result says so**: items that failed are not in `summary`. `failedFiles` of the output names the files that hold them; it is empty when every item was counted.'
      : '**`failedFiles`** of the output is always empty, as no failure is tolerated. With a tolerated percentage it names the files of the items that are not in `summary`.',
    `**The estimate prices \`MapItems\`.** Reducing adds an Express child and an invocation for each ${BATCH_BYTES.toLocaleString('en-US')} bytes of partial results, far less than a hundredth of it while they are small.`,
    '**No Retry on a Map**: it would start a Map Run with all its items again, so only Tasks are tried again. Redrive a failed execution to run only what has failed.',
  ];
}
