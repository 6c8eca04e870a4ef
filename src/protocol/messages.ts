import { isRecord, type Check, type Checked } from './check.ts';

/** What one side may ask of and tell to the other: checks by name, which both sides hold messages against. */
export interface MessageTable {
  readonly requests: Readonly<Record<string, { readonly params: Check<unknown>; readonly result: Check<unknown> }>>;
  readonly events: Readonly<Record<string, Check<unknown>>>;
}

export type RequestName<T extends MessageTable> = keyof T['requests'] & string;
export type EventName<T extends MessageTable> = keyof T['events'] & string;
export type ParamsOf<T extends MessageTable, Name extends RequestName<T>> = Checked<T['requests'][Name]['params']>;
export type ResultOf<T extends MessageTable, Name extends RequestName<T>> = Checked<T['requests'][Name]['result']>;
export type EventOf<T extends MessageTable, Name extends EventName<T>> = Checked<T['events'][Name]>;

/** What crosses the wall. A response carries either a result or an error. */
export type Envelope =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly kind: 'response'; readonly id: number; readonly result: unknown; readonly error: undefined }
  | { readonly kind: 'response'; readonly id: number; readonly error: string }
  | { readonly kind: 'event'; readonly name: string; readonly params: unknown };

/** Reads an envelope; undefined for anything else. */
export function readEnvelope(message: unknown): Envelope | undefined {
  if (!isRecord(message)) return undefined;
  const { kind, id, name, params, result, error } = message;
  if (kind === 'event') return typeof name === 'string' ? { kind, name, params } : undefined;
  if (!Number.isSafeInteger(id) || typeof id !== 'number') return undefined;
  if (kind === 'request') return typeof name === 'string' ? { kind, id, name, params } : undefined;
  if (kind !== 'response') return undefined;
  if (typeof error === 'string') return { kind, id, error };
  return error === undefined || error === null ? { kind, id, result, error: undefined } : undefined;
}
