import { ARCHITECTURE } from '../architecture.ts';
import type { JsonObject } from '../../asl/json.ts';
import { explain, managedChoice, recommend, type Candidate } from '../../cost/advice.ts';
import { APPROACH_LABELS, type ApproachId } from '../../cost/approach-ids.ts';
import { findBestBatch } from '../../cost/batch-size.ts';
import { findUpkeepPaid } from '../../cost/break-even.ts';
import { compareApproaches, type Comparison } from '../../cost/estimate.ts';
import type { PriceBook } from '../../cost/price-book.ts';
import { makeScenario } from '../../cost/scenario.ts';
import { readWorkload, type ReadWorkload } from '../../cost/workload.ts';
import { findPattern } from '../patterns.ts';
import { completeAnswers, type Answer, type Answers } from '../question.ts';
import { CHOOSE_QUESTIONS, UPKEEP_DOLLARS, WORK_MILLISECONDS } from './choose-questions.ts';

/** A pattern with answers to some of its questions, and the workload that its fanout.json is to hold. */
export interface WorkflowPreset {
  readonly pattern: string;
  readonly answers: Answers;
  readonly workload: JsonObject;
}

export interface Choice {
  /** Undefined where nothing can carry it. */
  readonly recommended: ApproachId | undefined;
  /** `Distributed Map, Express children`. */
  readonly title: string;
  /** Sentences with the figures; where nothing is recommended, why not. */
  readonly reasons: readonly string[];
  /** All five, with what the answers rule out. */
  readonly comparison: Comparison;
  /** Undefined where there is no pattern for it. */
  readonly preset: WorkflowPreset | undefined;
}

export type ChooseResult = { readonly choice: Choice } | { readonly problems: readonly string[] };

/** What the answers to the five questions lead to, with the prices of `book`. Unknown or wrong answers are named. */
export function chooseApproach(given: Readonly<Record<string, unknown>>, book: PriceBook): ChooseResult {
  const { answers, problems } = completeAnswers(CHOOSE_QUESTIONS, given);
  if (!answers) return { problems };
  const workload: JsonObject = {
    items: Number(answers.items),
    runsPerMonth: Number(answers.runsPerMonth),
    taskMilliseconds: WORK_MILLISECONDS[String(answers.work)] ?? 0,
    architecture: ARCHITECTURE,
    upkeepPerMonth: UPKEEP_DOLLARS[String(answers.priority)] ?? 0,
  };
  const first = readWorkload(workload, {});
  if ('errors' in first) return { problems: first.errors };
  const single = answers.repeat !== 'batch' || answers.work === 'callback';
  const itemsPerBatch = single ? 1 : batchFor(first, book, openTo(answers));
  const kept = { ...workload, itemsPerBatch };
  const read = readWorkload(kept, {});
  if ('errors' in read) return { problems: read.errors };
  const comparison = ruleOut(compareApproaches(read.workload, read.assumptions, book), answers);
  const { approaches } = comparison;
  const recommended = recommend(approaches, read.workload);
  const managed = managedChoice(approaches);
  const paid = managed && findUpkeepPaid(makeScenario(read.workload, read.assumptions, book), managed);
  return {
    choice: {
      recommended,
      title: recommended ? APPROACH_LABELS[recommended] : 'No approach can carry this workload',
      reasons: recommended
        ? explain(recommended, approaches, read.workload, paid)
        : approaches.map(({ label, reasons }) => `${label}: ${reasons[0] ?? ''}`),
      comparison: { ...comparison, recommended },
      preset: recommended && presetFor(recommended, kept),
    },
  };
}

const AGAIN = 'An item may be worked on twice, and it must not.';
const WAITS = 'The work waits for a callback or a job, which only Standard executions can.';

/** Why an approach is ruled out by the answers alone. */
function whyNot(id: ApproachId, { repeat, work }: Answers): string | undefined {
  if (id.endsWith('standard')) return undefined;
  if (work === 'callback') return WAITS;
  return repeat === 'never' ? AGAIN : undefined;
}

const openTo =
  (answers: Answers) =>
  (id: ApproachId): boolean =>
    whyNot(id, answers) === undefined;

function ruleOut<T extends Comparison>(comparison: T, answers: Answers): T {
  const approaches = comparison.approaches.map((each) => {
    const why = whyNot(each.id, answers);
    return why === undefined ? each : { ...each, feasible: false, reasons: [why, ...each.reasons] };
  });
  return {
    ...comparison,
    approaches,
    recommended: recommend(approaches satisfies readonly Candidate[], comparison.workload),
  };
}

/** The best batch of the cheaper kind of children that the answers are open to; 1 where none is feasible. */
function batchFor(
  { workload, assumptions }: ReadWorkload,
  book: PriceBook,
  isOpen: (id: ApproachId) => boolean,
): number {
  const scenario = makeScenario(workload, assumptions, book);
  const best = (['distributed-express', 'distributed-standard'] as const)
    .filter(isOpen)
    .map((id) => findBestBatch(scenario, id))
    .filter((each) => each !== undefined)
    .toSorted((a, b) => a.monthly - b.monthly)[0];
  return best?.itemsPerBatch ?? 1;
}

/** Answers that the pattern's questions know; of others it would say that they have no use. */
function presetFor(id: ApproachId, workload: JsonObject): WorkflowPreset | undefined {
  const pattern = findPattern(
    id.startsWith('inline') ? 'inline-map' : id.startsWith('distributed') ? 'distributed-map' : id,
  );
  if (!pattern) return undefined;
  const type = id.endsWith('express') ? 'EXPRESS' : 'STANDARD';
  const wanted: Record<string, Answer> = {
    expectedItems: Number(workload.items),
    ...(id.startsWith('inline') ? { type, maxConcurrency: 40 } : {}),
    ...(id.startsWith('distributed')
      ? { executionType: type, batchSize: Number(workload.itemsPerBatch), maxConcurrency: 1000 }
      : {}),
  };
  const answers = Object.fromEntries(
    Object.entries(wanted).filter(([name]) => pattern.questions.some((question) => question.id === name)),
  );
  return { pattern: pattern.id, answers, workload };
}
