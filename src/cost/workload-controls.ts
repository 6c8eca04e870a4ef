import type { AssumptionRow, Slider } from '../protocol/cost-view.ts';
import type { WorkloadField } from './workload-fields.ts';

/** How a field is named and offered in a form. */
export interface Control {
  readonly label: string;
  readonly group: AssumptionRow['group'];
  /** Undefined for what is no number. */
  readonly slider?: Slider;
}

const log = (least: number, most: number): Slider => ({ least, most, scale: 'log', step: 1 });
const linear = (least: number, most: number, step: number): Slider => ({ least, most, scale: 'linear', step });

/** In the order of the form. */
export const WORKLOAD_CONTROLS: Readonly<Record<WorkloadField, Control>> = {
  items: { label: 'Items a run', group: 'load', slider: log(1, 1e9) },
  runsPerMonth: { label: 'Runs a month', group: 'load', slider: log(1, 100_000) },
  outerItems: { label: 'Items of the Map around', group: 'load', slider: log(1, 100_000) },
  innerItems: { label: 'Items of a Map within', group: 'load', slider: log(1, 1000) },
  otherItems: { label: 'Items of each other Map', group: 'load', slider: log(1, 1e9) },
  loopRounds: { label: 'Rounds of a Map in a loop', group: 'load', slider: linear(0, 20, 1) },
  itemBytes: { label: 'Bytes of an item', group: 'load', slider: log(1, 262_144) },
  resultBytes: { label: 'Bytes of a result', group: 'load', slider: log(1, 262_144) },
  taskMilliseconds: { label: 'Work on an item', group: 'work', slider: log(1, 900_000) },
  otherCallMilliseconds: { label: 'Call outside that work', group: 'work', slider: log(1, 900_000) },
  waitMilliseconds: { label: 'Waits of a child', group: 'work', slider: log(1, 300_000) },
  itemsPerBatch: { label: 'Items in a batch', group: 'work', slider: log(1, 10_000) },
  concurrency: { label: 'At once', group: 'work', slider: log(1, 10_000) },
  innerConcurrency: { label: 'At once within a child', group: 'work', slider: log(1, 1000) },
  statesPerChild: { label: 'States of a child', group: 'work', slider: log(1, 100) },
  statesPerItem: { label: 'States for each item within a child', group: 'work', slider: linear(0, 20, 1) },
  deadlineSeconds: { label: 'A run may take', group: 'work', slider: log(1, 86_400) },
  lambdaCallsPerChild: { label: 'Function calls of a child', group: 'functions', slider: linear(0, 20, 1) },
  lambdaCallsPerItem: {
    label: 'Function calls for each item within a child',
    group: 'functions',
    slider: linear(0, 20, 1),
  },
  lambdaMemoryMb: { label: 'Memory of the function', group: 'functions', slider: linear(128, 10_240, 64) },
  architecture: { label: 'Processor of the function', group: 'functions' },
  initMilliseconds: { label: 'Start of an environment', group: 'functions', slider: linear(0, 10_000, 50) },
  lambdaConcurrency: { label: 'Functions at once in the account', group: 'functions', slider: log(1, 10_000) },
  sqsBatchSize: { label: 'Messages that a worker gets', group: 'functions', slider: log(1, 10_000) },
  retryRate: { label: 'Tasks that run once more', group: 'failures', slider: linear(0, 1, 0.01) },
  failureRate: { label: 'Tasks that fail for good', group: 'failures', slider: linear(0, 1, 0.01) },
  maxAttempts: { label: 'Attempts of what fails', group: 'failures', slider: linear(1, 20, 1) },
  standardChildBilling: { label: 'What a Standard child costs', group: 'bill' },
  logBytesPerState: { label: 'Logged for each Express state', group: 'bill', slider: log(1, 10_000) },
  upkeepPerMonth: { label: 'Upkeep of a pipeline', group: 'bill', slider: log(1, 10_000) },
  freeTier: { label: 'Take free quantities off', group: 'bill' },
};
