import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { Failure } from './failure.ts';
import type { FieldReader } from './field-reader.ts';
import { failFrom } from './fail-from.ts';
import { StateScope, type Frame } from './frame.ts';
import { asAssigned, compileOutputAndAssign, compilePlacement, plain } from './input-output.ts';
import type { EventType } from '../history/events.ts';
import type { Probe } from './probe.ts';
import type { Link, StateContext } from './state-context.ts';

type Attempt = () => JsonValue | Promise<JsonValue>;

/** Runs a state's attempts: as often as its Retry says, then on to its Catch. */
export type ErrorHandling = (frame: Frame, input: JsonValue, attempt: Attempt) => JsonValue | Promise<JsonValue>;

interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

interface Catcher {
  readonly errorEquals: readonly string[];
  readonly link: Link;
  readonly finish: (frame: Frame, input: JsonValue, errorOutput: JsonObject) => JsonValue | Promise<JsonValue>;
}

/**
 * Compiles Retry and Catch. `failed`: the event that AWS writes when no further attempt is made (Map and Parallel).
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function compileErrorHandling(context: StateContext, failed?: EventType): ErrorHandling {
  const { fields } = context;
  const retriers = fields.objects('Retry').map(compileRetrier);
  const catchers = fields.objects('Catch').map((catcher) => compileCatcher(catcher, context));

  const recover = async (frame: Frame, input: JsonValue, attempt: Attempt, first: Failure): Promise<JsonValue> => {
    let failure = first;
    const counts = retriers.map(() => 0);
    for (;;) {
      const index = retriers.findIndex(({ errorEquals }) => matches(errorEquals, failure));
      const retrier = retriers[index];
      const count = counts[index] ?? 0;
      if (retrier === undefined || count >= retrier.maxAttempts) return giveUp(frame, input, failure);
      counts[index] = count + 1;
      await frame.run.sleep(delayOf(retrier, count, frame.run.options.random), frame.group.signal);
      const pace = frame.run.awaitPace(frame.group);
      if (pace) await pace;
      if (frame.group.reason) throw frame.group.reason;
      frame.retryCount = (frame.retryCount ?? 0) + 1;
      frame.forgetContext();
      try {
        return await attempt();
      } catch (thrown) {
        failure = frame.failure(thrown);
      }
    }
  };

  const giveUp = (frame: Frame, input: JsonValue, failure: Failure): JsonValue | Promise<JsonValue> => {
    const before = frame.last;
    if (failed && !failure.fatal) frame.record(failed);
    const catcher = catchers.find(({ errorEquals }) => matches(errorEquals, failure));
    if (!catcher) throw failure;
    frame.next = catcher.link.plan;
    return failFrom(frame, before, () => catcher.finish(frame, input, errorOutputOf(failure)), failed);
  };

  const handle = (frame: Frame, input: JsonValue, attempt: Attempt, thrown: unknown): ReturnType<Attempt> => {
    const failure = frame.failure(thrown);
    return retriers.length > 0 ? recover(frame, input, attempt, failure) : giveUp(frame, input, failure);
  };

  if (fields.probe) return handleOnce(fields.probe, retriers, catchers);
  return (frame, input, attempt) => {
    frame.retryCount = 0;
    try {
      const output = attempt();
      return output instanceof Promise
        ? output.catch((thrown: unknown) => handle(frame, input, attempt, thrown))
        : output;
    } catch (thrown) {
      return handle(frame, input, attempt, thrown);
    }
  };
}

/** Under test: one attempt, and what Retry and Catch would do about its failure. */
function handleOnce(probe: Probe, retriers: readonly Retrier[], catchers: readonly Catcher[]): ErrorHandling {
  return async (frame, input, attempt) => {
    frame.retryCount = 0;
    try {
      return await attempt();
    } catch (thrown) {
      const failure = frame.failure(thrown);
      const retryIndex = retriers.findIndex(({ errorEquals }) => matches(errorEquals, failure));
      const retrier = retriers[retryIndex];
      const isRetried = retrier !== undefined && probe.retrierRetryCount < retrier.maxAttempts;
      const catchIndex = isRetried ? -1 : catchers.findIndex(({ errorEquals }) => matches(errorEquals, failure));
      const catcher = catchers[catchIndex];
      probe.handle({
        error: failure.error,
        cause: failure.cause,
        retryIndex: retrier && retryIndex,
        retryBackoffIntervalSeconds: isRetried ? secondsBefore(retrier, probe.retrierRetryCount) : undefined,
        catchIndex: catcher && catchIndex,
      });
      if (!catcher) throw failure;
      frame.next = catcher.link.plan;
      return catcher.finish(frame, input, errorOutputOf(failure));
    }
  };
}

/** What a Catch hands on. AWS gives a time-out an empty cause, and null for what a worker or a Fail state left out. */
function errorOutputOf({ error, cause }: Failure): JsonObject {
  return { Error: error ?? null, Cause: cause ?? (error === 'States.Timeout' ? '' : null) };
}

function compileRetrier(fields: FieldReader): Retrier {
  const retrier = {
    errorEquals: readErrorEquals(fields),
    intervalSeconds: fields.number('IntervalSeconds') ?? 1,
    maxAttempts: fields.number('MaxAttempts') ?? 3,
    backoffRate: fields.number('BackoffRate') ?? 2,
    maxDelaySeconds: fields.number('MaxDelaySeconds') ?? Infinity,
    fullJitter: fields.oneOf('JitterStrategy', ['FULL', 'NONE'] as const) === 'FULL',
  };
  fields.refuseUnread();
  return retrier;
}

function compileCatcher(fields: FieldReader, context: StateContext): Catcher {
  const catcher = {
    errorEquals: readErrorEquals(fields),
    link: context.link(fields, 'Next'),
    finish: fields.isJsonata ? finishJsonata(fields) : finishJsonPath(fields),
  };
  fields.refuseUnread();
  return catcher;
}

function finishJsonata(fields: FieldReader): Catcher['finish'] {
  const finish = compileOutputAndAssign(fields);
  return (frame, input, errorOutput) =>
    finish(frame, new StateScope(frame, input, undefined, errorOutput), errorOutput);
}

function finishJsonPath(fields: FieldReader): Catcher['finish'] {
  const place = compilePlacement(fields.referencePath('ResultPath'));
  const assign = fields.template('Assign');
  return (frame, input, errorOutput) => {
    frame.assigned = assign && asAssigned(plain(assign.evaluate(new StateScope(frame, errorOutput))));
    return place(input, errorOutput);
  };
}

function readErrorEquals(fields: FieldReader): readonly string[] {
  const names = fields.value('ErrorEquals');
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  fields.refuse('ErrorEquals', 'must be an array of error names');
  return [];
}

/**
 * States.ALL knows every error but those that end the execution; States.TaskFailed all but time-outs.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-names
 */
function matches(errorEquals: readonly string[], { error, fatal, aliases }: Failure): boolean {
  if (fatal) return false;
  return errorEquals.some(
    (name) =>
      name === 'States.ALL' ||
      name === error ||
      aliases.includes(name) ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );
}

/** Milliseconds before the attempt after `count` retries. */
function delayOf(retrier: Retrier, count: number, random: () => number): number {
  return secondsBefore(retrier, count) * 1000 * (retrier.fullJitter ? random() : 1);
}

/** At most, where there is jitter. */
function secondsBefore(retrier: Retrier, count: number): number {
  return Math.min(retrier.intervalSeconds * retrier.backoffRate ** count, retrier.maxDelaySeconds);
}
