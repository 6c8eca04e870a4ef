import type { JsonValue } from '../../asl/json.ts';
import { Cancelled, Failure } from './failure.ts';
import { Frame } from './frame.ts';
import { Group } from './group.ts';
import type { ScopePlan } from './plan.ts';
import { isDonePoint, isStatePoint, pointOf, type InsidePoint, type LinePoint } from './resume-point.ts';
import { resumeStates, runStates } from './run-states.ts';
import { Variables } from './variables.ts';

/** Makes the input of one iteration; sees the iteration's own Context object. */
export type SelectItem = (iteration: Frame, item: JsonValue) => JsonValue | Promise<JsonValue>;

/**
 * The iterations of one attempt of an inline Map. Each lane takes the next item when it is done with one; iterations
 * that have nothing to wait for run straight through in the first lane.
 */
export class Iterations {
  readonly #frame: Frame;
  readonly #scope: ScopePlan;
  readonly #items: readonly JsonValue[];
  readonly #selectItem: SelectItem | undefined;
  readonly #lanes: number;
  readonly #group: Group;
  readonly #name: string;
  readonly #started: number;
  readonly #results: JsonValue[];
  readonly #running = new Map<Frame, number>();
  /** Failed, or torn down because another one failed. */
  readonly #unsuccessful = new Map<Frame, number>();
  /** Where the iterations are taken up again. */
  readonly #resumed: readonly LinePoint[] | undefined;
  #next = 0;
  #lastSucceeded: number;
  #failure: Error | undefined;

  constructor(frame: Frame, scope: ScopePlan, items: JsonValue[], lanes: number, selectItem: SelectItem | undefined) {
    this.#frame = frame;
    this.#scope = scope;
    this.#items = items;
    this.#lanes = lanes;
    this.#selectItem = selectItem;
    this.#group = new Group(frame.group);
    this.#name = frame.state?.name ?? '';
    this.#started = this.#lastSucceeded = frame.last;
    this.#results = new Array<JsonValue>(items.length).fill(null);
    this.#resumed = frame.resume?.kind === 'ITERATIONS' ? frame.resume.iterations : undefined;
    frame.inside = this;
    frame.resume = undefined;
    const isResumed = this.#resumed !== undefined;
    frame.run.beginInside(frame.line, { kind: 'ITERATIONS', value: items, count: items.length, isResumed });
  }

  /** What has been done so far. */
  point(): InsidePoint {
    const iterations = this.#results.map((output, index): LinePoint =>
      index < this.#next ? { output } : (this.#resumed?.[index] ?? null),
    );
    for (const frames of [this.#running, this.#unsuccessful])
      for (const [frame, index] of frames) iterations[index] = pointOf(frame);
    return { kind: 'ITERATIONS', items: this.#items, iterations };
  }

  /** The outputs in the order of the items. @throws what the first failing iteration throws */
  run(): JsonValue[] | Promise<JsonValue[]> {
    const waiting: Promise<void>[] = [];
    for (let lane = 0; lane < this.#lanes && this.#next < this.#items.length && !this.#failure; lane++) {
      const pending = this.#runLane(this.#started);
      if (pending) waiting.push(pending);
    }
    return waiting.length === 0 ? this.#finish() : Promise.all(waiting).then(() => this.#finish());
  }

  /** `last`: the event that the lane's next iteration follows. */
  #runLane(last: number): Promise<void> | undefined {
    let previous = last;
    while (this.#next < this.#items.length && !this.#failure) {
      const index = this.#next++;
      const before = this.#resumed?.[index];
      // Only iterations that did not succeed are redriven (redrive-executions.html).
      if (isDonePoint(before)) {
        this.#results[index] = before.output;
        continue;
      }
      const iteration = this.#begin(index, index < this.#lanes ? this.#started : previous);
      try {
        const output = isStatePoint(before)
          ? resumeStates(iteration, this.#scope, before)
          : this.#enter(iteration, this.#items[index] ?? null);
        if (output instanceof Promise) return this.#continueLane(iteration, index, output);
        this.#succeed(iteration, index, output);
      } catch (thrown) {
        this.#fail(iteration, index, thrown);
        return undefined;
      }
      previous = iteration.last;
      if (this.#frame.run.isTurnOver()) return this.#frame.run.yieldTurn().then(() => this.#runLane(previous));
    }
    return undefined;
  }

  async #continueLane(iteration: Frame, index: number, pending: Promise<JsonValue>): Promise<void> {
    try {
      this.#succeed(iteration, index, await pending);
    } catch (thrown) {
      this.#fail(iteration, index, thrown);
      return;
    }
    await this.#runLane(iteration.last);
  }

  #begin(index: number, previous: number): Frame {
    const { run, state, variables, entered, enteredTime } = this.#frame;
    const before = this.#resumed?.[index];
    const resumed = isStatePoint(before) ? before : undefined;
    const id = resumed ? resumed.last : run.record('MapIterationStarted', previous, this.#name, index);
    const map = { Item: { Index: index, Value: this.#items[index] ?? null } };
    const iteration = new Frame(run, this.#group, new Variables(variables, resumed?.variables), id, map);
    iteration.line = run.openLine(this.#frame.line, index, id);
    // Until the iteration's first state is entered, errors and the Context object name the Map itself.
    iteration.state = state;
    iteration.entered = entered;
    iteration.enteredTime = enteredTime;
    this.#running.set(iteration, index);
    return iteration;
  }

  #enter(iteration: Frame, item: JsonValue): JsonValue | Promise<JsonValue> {
    if (!this.#selectItem) return runStates(iteration, this.#scope.start, item);
    const input = this.#select(iteration, item, this.#selectItem);
    return input instanceof Promise
      ? input.then((value) => runStates(iteration, this.#scope.start, value))
      : runStates(iteration, this.#scope.start, input);
  }

  #select(iteration: Frame, item: JsonValue, selectItem: SelectItem): JsonValue | Promise<JsonValue> {
    const explain = (thrown: unknown): never => {
      throw iteration.failure(thrown);
    };
    try {
      const input = selectItem(iteration, item);
      return input instanceof Promise ? input.catch(explain) : input;
    } catch (thrown) {
      return explain(thrown);
    }
  }

  #succeed(iteration: Frame, index: number, output: JsonValue): void {
    this.#running.delete(iteration);
    this.#results[index] = output;
    if (this.#failure) return;
    this.#lastSucceeded = this.#frame.run.record('MapIterationSucceeded', iteration.last, this.#name, index);
  }

  /** The first failure decides; what else runs is torn down, and what it throws then is of no interest. */
  #fail(iteration: Frame, index: number, thrown: unknown): void {
    this.#running.delete(iteration);
    this.#unsuccessful.set(iteration, index);
    if (this.#failure) return;
    this.#failure = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.#frame.last = iteration.last;
    if (thrown instanceof Failure && !thrown.fatal) {
      const { run } = this.#frame;
      run.record('MapIterationFailed', iteration.last, this.#name, index);
      for (const [frame, other] of this.#running) run.record('MapIterationAborted', frame.last, this.#name, other);
    }
    this.#group.cancel(new Cancelled());
  }

  #finish(): JsonValue[] {
    this.#group.leave();
    if (this.#failure) throw this.#failure;
    this.#frame.last = this.#lastSucceeded;
    return this.#results;
  }
}
