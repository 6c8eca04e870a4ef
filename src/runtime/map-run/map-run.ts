import { setMaxListeners } from 'node:events';
import type { JsonValue } from '../../asl/json.ts';
import type { MapRunCounts } from '../../protocol/execution-snapshot.ts';
import { StatesError, type MapRunFunctions, type MapRunRecord, type MapRunRequest } from '../contracts.ts';
import type { Resume } from '../interpreter/resume-point.ts';
import type { ChildInput } from './batcher.ts';
import type { ChildLog } from './child-log.ts';
import { ChildNames } from './child-names.ts';
import type { ChildResult } from './child-result.ts';
import { runChild, type ChildListener, type StartedChild } from './child-runner.ts';
import { ChildSource } from './child-source.ts';
import { childrenAtOnce } from './children-at-once.ts';
import type { DatasetTrace } from './dataset-watch.ts';
import { Lanes } from './lanes.ts';
import type { MapRunParts, MapRunUpdate } from './map-run-parts.ts';
import { describeEnd, type StoredAttempts } from './stored-attempts.ts';
import { MapRunTally } from './map-run-tally.ts';
import { MapRunResults } from './map-run-results.ts';
import type { CarriedResults, ResultSink } from './result-sink.ts';
import { thresholdExceeded, ToleratedFailures } from './tolerated-failures.ts';
import { UnsuccessfulChildren, type UnsuccessfulChild } from './unsuccessful-children.ts';

/** So many children are redriven between two looks at that. */
const CHUNK_CHILDREN = 4096;
/** Errors of a Map Run after which the Map starts another one (redrive-map-run.html). */
const NOT_REDRIVABLE: ReadonlySet<string> = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** One Map Run from its start to its end, redrives included; the record of it that DescribeMapRun shows is itself. */
export class MapRun implements MapRunRecord {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly pointer: string;
  readonly startDate: number;
  status: MapRunRecord['status'];
  maxConcurrency: number;
  stopDate: number | undefined;
  redriveCount: number;
  redriveDate: number | undefined;
  readonly names: ChildNames;

  #request: MapRunRequest;
  readonly #parts: MapRunParts;
  readonly #tally: MapRunTally;
  readonly #unsuccessful: UnsuccessfulChildren;
  readonly #trace: DatasetTrace;
  #abort = new AbortController();
  readonly #source: ChildSource;
  readonly #lanes: Lanes;
  readonly #results: MapRunResults;
  /** When the attempt that was begun last has cleared up. */
  #settled: Promise<void> = Promise.resolve();
  readonly #tolerated: ToleratedFailures;
  #children: number;
  #failure: { readonly error: unknown } | undefined;

  /** `stored`: of a run that another process has begun. */
  constructor(request: MapRunRequest, parts: MapRunParts, stored?: StoredAttempts) {
    this.#request = request;
    this.#parts = parts;
    this.mapRunArn = request.mapRunArn;
    this.executionArn = request.executionArn;
    this.pointer = request.pointer;
    this.status = stored?.status ?? 'RUNNING';
    this.stopDate = stored?.stopDate;
    this.redriveCount = stored?.redriveCount ?? 0;
    this.redriveDate = stored?.redriveDate;
    this.#children = stored?.children ?? 0;
    this.#failure = stored?.failure && { error: stored.failure };
    this.startDate = parts.startDate;
    this.maxConcurrency = stored?.maxConcurrency ?? childrenAtOnce(request.maxConcurrency);
    const { toleratedFailurePercentage, toleratedFailureCount } = stored ?? request;
    this.#tolerated = new ToleratedFailures(toleratedFailurePercentage, toleratedFailureCount);
    const runId = request.mapRunArn.slice(request.mapRunArn.lastIndexOf(':') + 1);
    this.names = new ChildNames(request.stateMachineArn, request.label, runId);
    this.#tally = stored?.tally ?? new MapRunTally(request.executionType, parts.journal);
    this.#unsuccessful = stored?.unsuccessful ?? new UnsuccessfulChildren(this.#tally, parts.limits);
    this.#trace = stored?.trace ?? [];
    this.#source = new ChildSource(this.#tally, parts.clock, stored?.hasRead);
    const openSink = (carried?: CarriedResults): Promise<ResultSink> => parts.openSink(this.names, carried);
    this.#results = new MapRunResults(parts.clock, openSink, stored?.carried, stored?.hasLostResults);
    this.#lanes = new Lanes(
      parts.clock,
      () => this.maxConcurrency,
      () => this.#failed(),
      () => parts.pace?.startChild(request.executionType, this.#abort) ?? this.#request.drained?.(this.#abort.signal),
    );
  }

  get log(): ChildLog | undefined {
    return this.#tally.log;
  }

  get toleratedFailurePercentage(): number {
    return this.#tolerated.percentage;
  }

  get toleratedFailureCount(): number {
    return this.#tolerated.count;
  }

  get itemCounts(): MapRunCounts {
    return this.#unsuccessful.countItems(this.#parts.clock.now());
  }

  get executionCounts(): MapRunCounts {
    return this.#unsuccessful.countExecutions(this.#parts.clock.now());
  }

  /** Whether the child of this name waits to run again. */
  isPendingRedrive(name: string): boolean {
    return this.#unsuccessful.find(name)?.isPending ?? false;
  }

  /** Takes effect on the children that start, and on the failures that are counted, from now on. */
  update(change: MapRunUpdate): void {
    if (change.maxConcurrency !== undefined) this.maxConcurrency = childrenAtOnce(change.maxConcurrency);
    this.#tolerated.update(change.toleratedFailurePercentage, change.toleratedFailureCount);
    this.#parts.journal?.updated(change);
    this.#checkTolerance();
    this.#lanes.wake();
  }

  /** Ends the run with `error`: nothing more is started, and what runs is stopped. */
  stop(error: unknown): void {
    this.#fail(error, 'ABORTED');
  }

  /** Carries it out. Rejects with the StatesError it fails with, or with the reason that it was stopped for. */
  execute(signal: AbortSignal): Promise<JsonValue> {
    return this.#begin(signal, []);
  }

  /**
   * Waits until an attempt that was stopped has cleared up, and says whether the run can be redriven. Otherwise the Map
   * has to start another one: no child was started, which AWS says; results were lost; or it failed with an error that
   * makes AWS do so.
   */
  async canRedrive(): Promise<boolean> {
    await this.#settled;
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED' || this.#results.areLost) return false;
    const error = this.#failure?.error;
    return this.#tally.startedItems > 0 && !(error instanceof StatesError && NOT_REDRIVABLE.has(error.error));
  }

  /**
   * Runs the children again that did not succeed, then those that never started; only after `canRedrive`. A Standard
   * child that cannot be redriven any more stays what it was and counts among the failures once the others are done.
   */
  redrive(functions: MapRunFunctions, signal: AbortSignal): Promise<JsonValue> {
    this.#request = { ...this.#request, ...functions };
    this.redriveCount++;
    this.redriveDate = this.#parts.clock.now();
    this.#parts.journal?.redriven(this.redriveCount, this.redriveDate);
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.#failure = undefined;
    this.#abort = new AbortController();
    const again = this.#unsuccessful.awaitRedrive(this.redriveDate);
    this.#tolerated.beginRedrive(this.#tally.items.failures, this.#tally.items.aborted);
    return this.#begin(signal, again);
  }

  #begin(signal: AbortSignal, again: readonly UnsuccessfulChild[]): Promise<JsonValue> {
    setMaxListeners(0, this.#abort.signal); // Each running child may listen.
    this.#source.open((skip) => this.#parts.openInputs(this.#request, skip, this.#trace));
    const attempt = this.#attempt(signal, again);
    this.#settled = Promise.allSettled([attempt]).then(() => undefined);
    return attempt;
  }

  async #attempt(signal: AbortSignal, again: readonly UnsuccessfulChild[]): Promise<JsonValue> {
    const onAbort = (): void => this.stop(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const leave = await this.#parts.pace?.openMapRun(this.#abort);
    try {
      const sink = await this.#results.open();
      await this.#runChildren(sink, again);
      const result = await this.#results.finish(sink);
      // Results that could not be kept, or a stop while they were written, still fail it.
      if (this.#failure === undefined) this.status = 'SUCCEEDED';
      else throw this.#failure.error;
      this.#unsuccessful.clear();
      return result;
    } catch (error) {
      this.#fail(error, 'FAILED');
      throw this.#failure?.error ?? error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      for (const child of again) this.#unsuccessful.giveUp(child);
      await this.#source.close();
      leave?.();
      this.stopDate = this.#parts.clock.now();
      this.#parts.journal?.settled(describeEnd(this, this.#failure?.error, this.#results.areLost));
    }
  }

  async #runChildren(sink: ResultSink, again: readonly UnsuccessfulChild[]): Promise<void> {
    let rest: readonly ChildInput[] = [];
    try {
      for (const child of this.#unsuccessful.list()) if (!child.isPending) sink.add(child.result);
      rest = await this.#startAll(sink, again);
    } catch (error) {
      this.#fail(error, 'FAILED');
    }
    await this.#lanes.drain();
    this.#tolerated.endChildren();
    this.#checkTolerance();
    if (this.#failure === undefined) return;
    for (const child of again) if (this.#unsuccessful.giveUp(child)) sink.add(child.result);
    for (const input of rest) sink.addPending(input);
    // What was never read is read now, so that the result files name every item. The run has failed already; what goes
    // wrong with writing now is found again by `finish`.
    if (this.#request.writer?.target !== undefined) await this.#source.writeRest(sink).catch(() => undefined);
  }

  /** Starts a child for each input; gives those of the last chunk that were not started because the run failed. */
  async #startAll(sink: ResultSink, again: readonly UnsuccessfulChild[]): Promise<readonly ChildInput[]> {
    const listener = this.#listen(sink);
    for (let from = 0; from < again.length && !this.#failed(); from += CHUNK_CHILDREN) {
      const chunk = again.slice(from, from + CHUNK_CHILDREN);
      await this.#lanes.startEach(chunk, (child) => this.#restart(child, listener), sink);
      await this.#lanes.endTurn();
    }
    for (;;) {
      const inputs = await this.#next();
      if (inputs === undefined) return [];
      const started = await this.#lanes.startEach(inputs, (input) => this.#start(input, listener), sink);
      if (started < inputs.length) return inputs.slice(started);
      await this.#lanes.endTurn();
    }
  }

  /** The next inputs; undefined after the last, or when the run has failed. */
  async #next(): Promise<readonly ChildInput[] | undefined> {
    if (this.#failed()) return undefined;
    const next = await this.#source.next();
    if (next === undefined) this.#checkTolerance();
    return next;
  }

  #start({ input, text: inputText, items }: ChildInput, listener: ChildListener): Promise<void> | undefined {
    const index = this.#children++;
    const name = this.names.nameOf(index);
    const startDate = this.#parts.clock.now();
    this.#tally.start(items, startDate);
    return this.#run({ index, name, input, inputText, items, startDate, redriveCount: 0 }, undefined, listener);
  }

  /** Once more, under its name: a Standard child from where it ended, an Express one from its first state. */
  #restart(child: UnsuccessfulChild, listener: ChildListener): Promise<void> | undefined {
    const { result, resume } = child;
    this.#unsuccessful.restart(child, this.#parts.clock.now());
    return this.#run({ ...result, redriveCount: result.redriveCount + 1 }, resume, listener);
  }

  #run(child: StartedChild, resume: Resume | undefined, listener: ChildListener): Promise<void> | undefined {
    const { index, name, input, startDate } = child;
    const journal = this.log && this.#parts.journal?.openChild(index);
    const execution = { executionArn: this.names.arnOf(name), name, input, startDate, resume, journal };
    const running = runChild(child, () => this.#request.runChild(execution, this.#abort.signal), listener);
    if (running !== undefined) this.#parts.journal?.waits(child);
    return running;
  }

  #listen(sink: ResultSink): ChildListener {
    return {
      end: (result, resume) => this.#end(sink, result, resume),
      fault: (error) => this.#fail(error, 'FAILED'),
      isAborted: () => this.#abort.signal.aborted,
      now: () => this.#parts.clock.now(),
    };
  }

  #end(sink: ResultSink, ended: ChildResult, resume: Resume | undefined): void {
    const result = ended.status === 'SUCCEEDED' ? ended : this.#unsuccessful.add(ended, resume);
    this.#tally.end(result);
    sink.add(result);
    this.#tally.write(result.items);
    if (result.status !== 'SUCCEEDED') this.#checkTolerance();
  }

  #checkTolerance(): void {
    if (this.#failed()) return;
    const total = this.#source.hasEnded ? this.#tally.items.total : undefined;
    if (this.#tolerated.areExceeded(this.#tally.items.failures, total)) this.#fail(thresholdExceeded(), 'FAILED');
  }

  #fail(error: unknown, status: 'FAILED' | 'ABORTED'): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.#failure = { error };
    this.#abort.abort(error);
    this.#lanes.wake();
  }

  #failed(): boolean {
    return this.#failure !== undefined;
  }
}
