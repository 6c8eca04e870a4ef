import type { JsonValue } from '../../asl/json.ts';
import type { Clock } from '../contracts.ts';
import type { CarriedResults, ResultSink } from './result-sink.ts';

/** The results of one Map Run through all its attempts. */
export class MapRunResults {
  readonly #clock: Clock;
  readonly #openSink: (carried: CarriedResults | undefined) => Promise<ResultSink>;
  #carried: CarriedResults | undefined;
  #areLost: boolean;

  /** `carried` and `areLost`: of attempts in another process. */
  constructor(
    clock: Clock,
    openSink: (carried: CarriedResults | undefined) => Promise<ResultSink>,
    carried: CarriedResults | undefined,
    areLost = false,
  ) {
    this.#clock = clock;
    this.#openSink = openSink;
    this.#carried = carried;
    this.#areLost = areLost;
  }

  /** Results that could not be written are gone: only another run can give them. */
  get areLost(): boolean {
    return this.#areLost;
  }

  /** Where an attempt's results go, those of earlier ones included. */
  open(): Promise<ResultSink> {
    return this.#clock.work(() => this.#openSink(this.#carried));
  }

  /** Ends an attempt's results and gives the state's. */
  async finish(sink: ResultSink): Promise<JsonValue> {
    try {
      const result = await this.#clock.work(() => sink.finish());
      this.#carried = sink.carry();
      return result;
    } catch (error) {
      this.#areLost = true;
      throw error;
    }
  }
}
