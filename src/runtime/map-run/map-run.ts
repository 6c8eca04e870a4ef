import { setMaxListeners } from 'node:events';
import type { JsonValue } from '../../asl/json.ts';
import type { MapRunCounts } from '../../protocol/execution-snapshot.ts';
import { ChildEndedError, StatesError } from '../contracts.ts';
import type { Clock, MapRunRecord, MapRunRequest } from '../contracts.ts';
import type { ChildInput } from './batcher.ts';
import type { ChildInputs } from './child-inputs.ts';
import { ChildLog } from './child-log.ts';
import { childrenAtOnce } from './children-at-once.ts';
import { ChildNames } from './child-names.ts';
import type { ChildResult } from './child-result.ts';
import { Counter } from './map-run-counts.ts';
import type { ChildStatus } from './map-run-counts.ts';
import type { ResultSink } from './result-sink.ts';
import { exceedsThreshold, thresholdExceeded } from './tolerated-failures.ts';

/** What UpdateMapRun may change. */
export interface MapRunUpdate {
  /** 0: as many as a Map Run may have. */
  readonly maxConcurrency?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
  readonly toleratedFailureCount?: number | undefined;
}

export interface MapRunParts {
  readonly clock: Clock;
  readonly inputs: AsyncGenerator<ChildInputs>;
  readonly openSink: (names: ChildNames) => Promise<ResultSink>;
}

/** So long may children that never wait hold the event loop before others get a turn. */
const TURN_MILLISECONDS = 10;

/** One Map Run from its start to its end; the record of it that DescribeMapRun shows is itself. */
export class MapRun implements MapRunRecord {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly pointer: string;
  readonly startDate: number;
  status: MapRunRecord['status'] = 'RUNNING';
  maxConcurrency: number;
  stopDate: number | undefined;
  readonly names: ChildNames;
  /** Standard children are executions that can be listed; Express ones are not. */
  readonly log: ChildLog | undefined;

  readonly #request: MapRunRequest;
  readonly #parts: MapRunParts;
  readonly #abort = new AbortController();
  readonly #items = new Counter();
  readonly #executions = new Counter();
  #toleratedFailurePercentage: number | undefined;
  #toleratedFailureCount: number | undefined;
  #children = 0;
  #active = 0;
  #wake: (() => void) | undefined;
  #sourceEnded = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(request: MapRunRequest, parts: MapRunParts) {
    this.#request = request;
    this.#parts = parts;
    this.mapRunArn = request.mapRunArn;
    this.executionArn = request.executionArn;
    this.pointer = request.pointer;
    this.startDate = parts.clock.now();
    this.maxConcurrency = childrenAtOnce(request.maxConcurrency);
    this.#toleratedFailurePercentage = request.toleratedFailurePercentage;
    this.#toleratedFailureCount = request.toleratedFailureCount;
    const runId = request.mapRunArn.slice(request.mapRunArn.lastIndexOf(':') + 1);
    this.names = new ChildNames(request.stateMachineArn, request.label, runId);
    this.log = request.executionType === 'STANDARD' ? new ChildLog() : undefined;
    // Each running child may listen.
    setMaxListeners(0, this.#abort.signal);
  }

  get toleratedFailurePercentage(): number {
    return this.#toleratedFailurePercentage ?? 0;
  }

  get toleratedFailureCount(): number {
    return this.#toleratedFailureCount ?? 0;
  }

  get itemCounts(): MapRunCounts {
    return this.#items.snapshot();
  }

  get executionCounts(): MapRunCounts {
    return this.#executions.snapshot();
  }

  /** Takes effect on the children that start, and on the failures that are counted, from now on. */
  update(change: MapRunUpdate): void {
    if (change.maxConcurrency !== undefined) this.maxConcurrency = childrenAtOnce(change.maxConcurrency);
    this.#toleratedFailurePercentage = change.toleratedFailurePercentage ?? this.#toleratedFailurePercentage;
    this.#toleratedFailureCount = change.toleratedFailureCount ?? this.#toleratedFailureCount;
    this.#checkTolerance();
    this.#wake?.();
  }

  /** Ends the run with `error`: nothing more is started, and what runs is stopped. */
  stop(error: unknown): void {
    this.#fail(error, 'ABORTED');
  }

  /** Carries it out. Rejects with the StatesError it fails with, or with the reason that it was stopped for. */
  async execute(signal: AbortSignal): Promise<JsonValue> {
    const onAbort = (): void => this.stop(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const sink = await this.#work(() => this.#parts.openSink(this.names));
      await this.#runChildren(sink);
      const result = await this.#work(() => sink.finish());
      // Results that could not be kept, or a stop while they were written, still fail it.
      if (this.#failure === undefined) this.status = 'SUCCEEDED';
      else throw this.#failure.error;
      return result;
    } catch (error) {
      this.#fail(error, 'FAILED');
      throw this.#failure?.error ?? error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      await this.#parts.inputs.return(undefined);
      this.stopDate = this.#parts.clock.now();
    }
  }

  async #runChildren(sink: ResultSink): Promise<void> {
    let rest: readonly ChildInput[] = [];
    try {
      rest = await this.#startAll(sink);
    } catch (error) {
      this.#fail(error, 'FAILED');
    }
    await this.#until(() => this.#active === 0);
    if (this.#failure === undefined) return;
    for (const input of rest) sink.addPending(input);
    // The run has failed already; what goes wrong with writing now is found again by `finish`.
    await this.#writePending(sink).catch(() => undefined);
  }

  /** Starts a child for each input; gives those of the last chunk that were not started because the run failed. */
  async #startAll(sink: ResultSink): Promise<readonly ChildInput[]> {
    let turn = performance.now();
    for (;;) {
      const inputs = await this.#next();
      if (inputs === undefined) return [];
      for (let at = 0; at < inputs.length; at++) {
        const input = inputs[at];
        if (!this.#mayStart()) await this.#until(() => this.#mayStart());
        if (input === undefined || this.#failed()) return inputs.slice(at);
        this.#start(input, sink);
        const wait = sink.drained();
        if (wait !== undefined) await this.#work(() => wait);
      }
      if (performance.now() - turn < TURN_MILLISECONDS) continue;
      await this.#work(() => new Promise((resolve) => setImmediate(resolve)));
      turn = performance.now();
    }
  }

  /** The next inputs; undefined after the last, or when the run has failed. */
  async #next(): Promise<readonly ChildInput[] | undefined> {
    if (this.#failed()) return undefined;
    const next = await this.#work(() => this.#parts.inputs.next());
    if (next.done === true) {
      this.#sourceEnded = true;
      this.#checkTolerance();
      return undefined;
    }
    this.#items.add(next.value.read);
    this.#executions.add(next.value.inputs.length);
    return next.value.inputs;
  }

  /** What was never read before the run failed is read now, so that the result files name every item. */
  async #writePending(sink: ResultSink): Promise<void> {
    if (this.#request.writer?.target === undefined) return;
    for (;;) {
      const next = await this.#work(() => this.#parts.inputs.next()).catch(() => undefined);
      if (next === undefined || next.done === true) return;
      this.#items.add(next.value.read);
      this.#executions.add(next.value.inputs.length);
      for (const input of next.value.inputs) sink.addPending(input);
      const wait = sink.drained();
      if (wait !== undefined) await this.#work(() => wait);
    }
  }

  #start(input: ChildInput, sink: ResultSink): void {
    const index = this.#children++;
    const name = this.names.nameOf(index);
    const startDate = this.#parts.clock.now();
    this.#items.start(input.items);
    this.#executions.start(1);
    this.log?.start(input.items, startDate);
    const end = (status: ChildStatus, output: JsonValue, failure: StatesError | undefined): void => {
      const stopDate = this.#parts.clock.now();
      this.#end(sink, {
        index,
        name,
        input: input.input,
        inputText: input.text,
        items: input.items,
        status,
        output,
        error: failure?.error === '' ? undefined : failure?.error,
        cause: failure?.cause,
        startDate,
        stopDate,
      });
    };
    const fail = (error: unknown): void => {
      const failure = error instanceof StatesError ? error : undefined;
      end(this.#statusOf(error), null, failure);
      // Anything else is a fault of this program, not of the child.
      if (failure === undefined && !this.#failed()) this.#fail(error, 'FAILED');
    };
    let outcome: JsonValue | Promise<JsonValue>;
    try {
      outcome = this.#request.runChild(
        { executionArn: this.names.arnOf(name), name, input: input.input, startDate },
        this.#abort.signal,
      );
    } catch (error) {
      fail(error);
      return;
    }
    if (!(outcome instanceof Promise)) {
      end('SUCCEEDED', outcome, undefined);
      return;
    }
    this.#active++;
    void outcome
      .then((output) => end('SUCCEEDED', output, undefined), fail)
      .catch((error: unknown) => this.#fail(error, 'FAILED'))
      .finally(() => {
        this.#active--;
        this.#wake?.();
      });
  }

  #statusOf(error: unknown): ChildStatus {
    if (error instanceof ChildEndedError) return error.status;
    return this.#abort.signal.aborted ? 'ABORTED' : 'FAILED';
  }

  #end(sink: ResultSink, result: ChildResult): void {
    this.#items.end(result.status, result.items);
    this.#executions.end(result.status, 1);
    this.log?.end(result.index, result.status, result.stopDate);
    sink.add(result);
    this.#items.write(result.items);
    this.#executions.write(1);
    if (result.status !== 'SUCCEEDED') this.#checkTolerance();
  }

  #checkTolerance(): void {
    if (this.#failed()) return;
    const total = this.#sourceEnded ? this.#items.total : undefined;
    const threshold = { percentage: this.#toleratedFailurePercentage, count: this.#toleratedFailureCount };
    if (!exceedsThreshold(this.#items.failures, total, threshold)) return;
    this.#fail(thresholdExceeded(), 'FAILED');
  }

  #fail(error: unknown, status: 'FAILED' | 'ABORTED'): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.#failure = { error };
    this.#abort.abort(error);
    this.#wake?.();
  }

  #failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Or that it should look why not. */
  #mayStart(): boolean {
    return this.#active < this.maxConcurrency || this.#failed();
  }

  /** Only the loop that starts children waits like this, so that one waker is enough. */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
  }

  #work<T>(run: () => Promise<T>): Promise<T> {
    return this.#parts.clock.work(run);
  }
}
