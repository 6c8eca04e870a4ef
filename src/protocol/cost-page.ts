import { array, boolean, nothing, number, object, oneOf, optional, record, string, type Check } from './check.ts';
import { costView, type CostPlot, type CostView } from './cost-view.ts';
import type { MessageTable } from './messages.ts';

/** What was changed on the page: values of the workload by field, and what the plot goes over. `region`: "" for the usual one. */
export interface CostChange {
  readonly values: Readonly<Record<string, WorkloadValue>>;
  readonly region: string;
  readonly plotField: CostPlot['field'];
}

export type WorkloadValue = number | string | boolean;

/** An estimate, and what can be done with it. */
export interface CostSubject {
  /** What it is an estimate of, for people. */
  readonly title: string;
  readonly view: CostView;
  /** That the prices are known of. */
  readonly regions: readonly string[];
  /** Whether a local run of the definition has been measured. */
  readonly isMeasured: boolean;
  /** Where a workload is kept: the path of a fanout.json, for people; undefined where there is none. */
  readonly keptIn: string | undefined;
}

export const EXPORT_FORMATS = ['csv', 'json', 'markdown', 'png'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const workloadValue: Check<WorkloadValue> = (value, at) =>
  typeof value === 'string' || typeof value === 'boolean' ? undefined : number(value, at);

export const costChange: Check<CostChange> = object<CostChange>({
  values: record(workloadValue),
  region: string,
  plotField: oneOf('items', 'itemsPerBatch', 'taskMilliseconds', 'runsPerMonth'),
});

const subject: Check<CostSubject> = object<CostSubject>({
  title: string,
  view: costView,
  regions: array(string),
  isMeasured: boolean,
  keptIn: optional(string),
});

export interface CostAnswer {
  readonly subject: CostSubject | undefined;
  /** Why there is none. */
  readonly problems: readonly string[];
}

const answer: Check<CostAnswer> = object<CostAnswer>({ subject: optional(subject), problems: array(string) });

/** Host → page: the definition, its fanout.json or the prices are not what they were: ask again. */
export const COST_HOST_MESSAGES = { requests: {}, events: { stale: nothing } } satisfies MessageTable;

/** Page → host. */
export const COST_PAGE_MESSAGES = {
  requests: {
    /** Makes the estimate, with what was changed on the page. */
    estimate: { params: costChange, result: answer },
    /** Has a file chosen and its items counted; true when that was done, so that another estimate can be asked for. */
    count: { params: nothing, result: boolean },
    /** Takes over what the last local run told; true when there was one. */
    measure: { params: nothing, result: boolean },
    /** Writes the values that were changed, counted or measured, into the fanout.json; true when they are there. */
    keep: { params: costChange, result: boolean },
    /** Saves the estimate where the user wants it; `image` is the plot, as base64 of a PNG, for that format. */
    save: {
      params: object<{ change: CostChange; format: ExportFormat; image: string | undefined }>({
        change: costChange,
        format: oneOf(...EXPORT_FORMATS),
        image: optional(string),
      }),
      result: nothing,
    },
    /** Shows the state of a line in the text. */
    reveal: { params: object<{ pointer: string }>({ pointer: string }), result: nothing },
    /** *Choose an Approach…* */
    choose: { params: nothing, result: nothing },
  },
  events: {},
} satisfies MessageTable;
