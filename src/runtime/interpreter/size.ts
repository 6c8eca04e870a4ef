import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import type { JsonValue } from '../../asl/json.ts';
import { digitsOf } from '../../asl/kept-numbers.ts';
import { keptText } from '../json-texts.ts';

/** Containers with more members than this remember that they fit; smaller ones are counted faster than looked up. */
const REMEMBER_FROM = 64;

/** Remembers which values have been found to fit, so that one that is handed from state to state is measured once. */
export class SizeLimit {
  #fits: WeakSet<object> | undefined;
  readonly #most: number;

  /** `most`: bytes. */
  constructor(most = MAX_DATA_BYTES) {
    this.#most = most;
  }

  /** Whether the value's compact JSON text exceeds the limit. Stops counting as soon as it does. */
  exceeds(value: JsonValue): boolean {
    if (typeof value === 'string') return textBytes(value, this.#most) + 2 > this.#most;
    if (typeof value !== 'object' || value === null || this.#fits?.has(value)) return false;
    const text = keptText(value);
    if (text !== undefined) return Buffer.byteLength(text) > this.#most;
    const left = subtract(value, this.#most);
    if (left < 0) return true;
    if (this.#most - left > REMEMBER_FROM) (this.#fits ??= new WeakSet()).add(value);
    return false;
  }
}

/** Far more than any value has bytes. */
const UNLIMITED = 2 ** 40;

/** Bytes of the value's compact JSON text. */
export function sizeOf(value: JsonValue): number {
  return UNLIMITED - subtract(value, UNLIMITED);
}

/** What is left of a budget of bytes; negative as soon as the value is over it. */
function subtract(value: JsonValue, budget: number): number {
  switch (typeof value) {
    case 'string':
      return budget - 2 - textBytes(value, budget);
    case 'number':
      return budget - numberLength(value);
    case 'boolean':
      return budget - (value ? 4 : 5);
    default:
  }
  if (value === null) return budget - 4;
  const digits = digitsOf(value);
  if (digits !== undefined) return budget - digits.length;
  let left = budget - 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && left >= 0; index++)
      left = subtract(value[index] ?? null, left) - (index > 0 ? 1 : 0);
    return left;
  }
  let first = true;
  for (const key in value) {
    if (left < 0) return left;
    left -= textBytes(key, left) + (first ? 3 : 4);
    first = false;
    left = subtract(value[key] ?? null, left);
  }
  return left;
}

function numberLength(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 10) return 1;
  return String(value).length;
}

/** UTF-8 bytes of the text as JSON writes it, without its quotes; at least `length` when that alone is over the budget. */
function textBytes(text: string, budget: number): number {
  const { length } = text;
  if (length > budget) return length;
  let bytes = length;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20) bytes += isShortEscape(code) ? 1 : 5;
    else if (code === 0x22 || code === 0x5c) bytes += 1;
    else if (code >= 0x800) bytes += code >= 0xd800 && code <= 0xdfff ? 1 : 2;
    else if (code >= 0x80) bytes += 1;
  }
  return bytes;
}

/** \b \t \n \f \r */
function isShortEscape(code: number): boolean {
  return code >= 8 && code <= 13 && code !== 11;
}
