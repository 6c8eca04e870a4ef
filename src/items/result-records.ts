import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { parseKeepingNumbers } from '../asl/kept-numbers.ts';
import type { ResultManifest, ResultSet } from './result-files.ts';
import type { ResultStatus } from './result-status.ts';
import { ResultsError } from './results-error.ts';

/** Where a record stands, so that it can be read again. */
export interface ResultPlace {
  readonly status: ResultStatus;
  /** Position of its file in the manifest. */
  readonly file: number;
  /** Bytes from the beginning of the file; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A child execution as its record tells of it; what the record does not hold is undefined, and never made up. */
export interface ResultRecord {
  readonly place: ResultPlace;
  /** As written (`FAILED`, `TIMED_OUT`, `ABORTED` …); of the file where the record has none. */
  readonly status: string;
  readonly name: string | undefined;
  readonly executionArn: string | undefined;
  /** JSON text, digit by digit. */
  readonly input: string | undefined;
  /** JSON text; under Transformation COMPACT and FLATTEN the whole record. */
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startDate: string | undefined;
  readonly stopDate: string | undefined;
  readonly redriveStatus: string | undefined;
}

/**
 * Reads the text of a record. Failures and what never ran are always whole records; of successes an output is told from
 * a record by the state machine's ARN, since the output of a nested execution has the same fields. Throws ResultsError.
 */
export function readRecord(set: ResultSet, place: ResultPlace, bytes: Uint8Array): ResultRecord {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const value = parseRecord(set, place, text);
  const isWhole = place.status === 'SUCCEEDED' ? isRecordOf(set.manifest, value) : isJsonObject(value);
  if (isWhole && isJsonObject(value)) return describeRecord(place, value, text);
  if (place.status !== 'SUCCEEDED')
    throw new ResultsError(
      'content',
      `${placeOf(set, place)} is no record of a child execution: it is no JSON object.`,
    );
  return { ...NOTHING, place, status: place.status, output: text };
}

const NOTHING = {
  name: undefined,
  executionArn: undefined,
  input: undefined,
  output: undefined,
  error: undefined,
  cause: undefined,
  startDate: undefined,
  stopDate: undefined,
  redriveStatus: undefined,
};

function parseRecord(set: ResultSet, place: ResultPlace, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new ResultsError('content', `${placeOf(set, place)} is no JSON: ${String(error)}`, { cause: error });
  }
}

/** `the record at byte 12 of s3://…`, for messages. */
function placeOf(set: ResultSet, { status, file, start }: ResultPlace): string {
  const found = set.manifest.files[status][file];
  return `The record at byte ${start} of ${found === undefined ? set.place : set.placeOf(found)}`;
}

/** `…:mapRun:machine/label:uuid` → `…:stateMachine:machine/label`, which the records of its children name. */
function isRecordOf({ mapRunArn }: ResultManifest, value: JsonValue): boolean {
  if (!isJsonObject(value) || value.Status !== 'SUCCEEDED') return false;
  const machine = mapRunArn.replace(':mapRun:', ':stateMachine:').replace(/:[^:]*$/, '');
  return value.StateMachineArn === machine && typeof value.ExecutionArn === 'string';
}

function describeRecord(place: ResultPlace, record: JsonObject, text: string): ResultRecord {
  const textOf = (key: string): string | undefined => {
    const value = record[key];
    return typeof value === 'string' ? value : undefined;
  };
  // A text that holds JSON on AWS; others have written the value itself.
  const jsonOf = (key: string): string | undefined => {
    const value = record[key];
    if (value === undefined || typeof value === 'string') return value;
    const exact = parseKeepingNumbers(text);
    return JSON.stringify(isJsonObject(exact) ? exact[key] : value);
  };
  return {
    place,
    status: textOf('Status') ?? place.status,
    name: textOf('Name'),
    executionArn: textOf('ExecutionArn'),
    input: jsonOf('Input'),
    output: jsonOf('Output'),
    error: textOf('Error'),
    cause: textOf('Cause'),
    startDate: textOf('StartDate'),
    stopDate: textOf('StopDate'),
    redriveStatus: textOf('RedriveStatus'),
  };
}
