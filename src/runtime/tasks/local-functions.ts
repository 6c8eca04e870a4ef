import { randomUUID } from 'node:crypto';
import type { JsonValue } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';
import { keepText, textOf } from '../json-texts.ts';
import { functionError, wrapPayload, type LambdaTarget } from './lambda-target.ts';
import type { HandlerFunction } from './handler-messages.ts';
import { HandlerFailure, HandlerPool } from './handler-pool.ts';
import { parseAnswer } from './parse-answer.ts';

/** A line, or lines, that a handler printed. */
export type HandlerLog = (functionName: string, requestId: string | undefined, text: string) => void;

export interface LocalFunctionsOptions {
  readonly functions: readonly HandlerFunction[];
  readonly region: string;
  readonly accountId: string;
  readonly now: () => number;
  readonly log: HandlerLog;
}

/** The handlers on this machine, by function name. */
export interface LocalFunctions {
  has(functionName: string): boolean;
  /** Rejects with StatesError as AWS would have it, or with the signal's reason. */
  invoke(target: LambdaTarget, signal: AbortSignal): Promise<JsonValue>;
  /** As TaskRunner's. */
  drained(signal: AbortSignal): Promise<void> | undefined;
  /** From now on modules are loaded anew; what is at work goes on as it is. */
  reload(): void;
  close(): Promise<void>;
}

export function createLocalFunctions({
  functions,
  region,
  accountId,
  now,
  log,
}: LocalFunctionsOptions): LocalFunctions {
  const handlers = new Map(functions.map((handler) => [handler.name, handler]));
  const pools = new Map<string, HandlerPool>();

  function poolOf(name: string): HandlerPool {
    const known = pools.get(name);
    if (known !== undefined) return known;
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`There is no local handler of the function "${name}".`);
    const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    const pool = new HandlerPool({ handler, functionArn }, (requestId, text) => log(name, requestId, text));
    pools.set(name, pool);
    return pool;
  }

  return {
    has: (functionName) => handlers.has(functionName),
    async invoke(target, signal) {
      const refused = target.clientContext !== undefined ? 'ClientContext' : target.logType === 'Tail' ? 'LogType' : '';
      if (refused !== '')
        throw new StatesError(
          'States.Runtime',
          `The local handler of "${target.functionName}" takes no "${refused}": leave it out, or give a Lambda endpoint (AWS_ENDPOINT_URL_LAMBDA).`,
        );
      const requestId = randomUUID();
      const pool = poolOf(target.functionName);
      if (target.invocationType === 'DryRun') return { StatusCode: 204 };
      const answer = pool.call(textOf(target.payload), requestId, signal);
      if (target.invocationType === 'Event') {
        answer.catch((error: unknown) => log(target.functionName, requestId, `${String(error)}\n`));
        return { Payload: '', StatusCode: 202 };
      }
      let text: string;
      try {
        text = await answer;
      } catch (error) {
        throw error instanceof HandlerFailure ? functionError(JSON.stringify(error.details)) : error;
      }
      const payload = parseAnswer(text);
      // Python writes JSON in its own way.
      if (handlers.get(target.functionName)?.modulePath.endsWith('.py') === false) keepText(payload, text);
      return target.envelope ? wrapPayload(payload, text, '$LATEST', requestId, now()) : payload;
    },
    drained(signal) {
      for (const pool of pools.values()) {
        const wait = pool.drained(signal);
        if (wait !== undefined) return wait;
      }
      return undefined;
    },
    reload() {
      for (const pool of pools.values()) pool.renew();
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}
