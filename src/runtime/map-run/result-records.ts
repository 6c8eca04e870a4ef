import type { JsonValue } from '../../asl/json.ts';
import { textOf } from '../json-texts.ts';
import type { ChildNames } from './child-names.ts';
import type { ChildResult } from './child-result.ts';

/**
 * Makes the records of result files as JSON text. Records are put together from parts, and a payload is turned into
 * JSON once: stringifying whole records costs twice as much.
 *
 * A record of a success is documented (input-output-resultwriter.html). One of a failure has Error and Cause, no
 * Output and no RedriveStatusReason, as published files of real runs show. Of a child that never started only Input,
 * InputDetails and Status are known.
 */
export class ResultRecords {
  readonly #names: ChildNames;
  #millisecond = NaN;
  #isoDate = '';

  constructor(names: ChildNames) {
    this.#names = names;
  }

  /** One record with everything that is known of the execution: Transformation NONE, and every failure. */
  full(result: ChildResult): string {
    const inputText = result.inputText ?? JSON.stringify(result.input);
    const input = JSON.stringify(inputText);
    const middle = `"ExecutionArn":"${this.#names.arnOf(result.name)}","Input":${input},"InputDetails":{"Included":true},"Name":"${result.name}",`;
    const dates = `"StartDate":"${this.#date(result.startDate)}","StateMachineArn":"${this.#names.stateMachineArn}","Status":"${result.status}","StopDate":"${this.#date(result.stopDate)}"}`;
    if (result.status === 'SUCCEEDED') {
      // A Pass state hands its input on; the text is the same, too.
      const output = result.output === result.input ? input : JSON.stringify(textOf(result.output));
      return `{${middle}"Output":${output},"OutputDetails":{"Included":true},"RedriveCount":${result.redriveCount},"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven",${dates}`;
    }
    const cause = result.cause === undefined ? '' : `"Cause":${JSON.stringify(result.cause)},`;
    const error = result.error === undefined ? '' : `"Error":${JSON.stringify(result.error)},`;
    const { notRedrivable } = result;
    const redrivable =
      notRedrivable === undefined
        ? '"REDRIVABLE_BY_MAP_RUN"'
        : `"NOT_REDRIVABLE","RedriveStatusReason":${JSON.stringify(notRedrivable)}`;
    return `{${cause}${error}${middle}"OutputDetails":{"Included":true},"RedriveCount":${result.redriveCount},"RedriveStatus":${redrivable},${dates}`;
  }

  /** A child that was not started because the run failed or was stopped. */
  pending(inputText: string): string {
    return `{"Input":${JSON.stringify(inputText)},"InputDetails":{"Included":true},"Status":"PENDING"}`;
  }

  #date(milliseconds: number): string {
    if (milliseconds !== this.#millisecond) {
      this.#millisecond = milliseconds;
      this.#isoDate = new Date(milliseconds).toISOString();
    }
    return this.#isoDate;
  }
}

/** The outputs that one success adds to results under Transformation COMPACT or FLATTEN. */
export function outputsOf(output: JsonValue, transformation: 'COMPACT' | 'FLATTEN'): readonly JsonValue[] {
  return transformation === 'FLATTEN' && Array.isArray(output) ? output : [output];
}
