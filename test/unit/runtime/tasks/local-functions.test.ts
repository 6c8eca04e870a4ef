import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { prepareHandlers } from './handler-bench.ts';

/** Each is one module, written to a folder of its own for the tests. */
const MODULES = {
  'echo.mjs': `export const handler = async (event, context) => ({ event, name: context.functionName,
    arn: context.invokedFunctionArn, left: context.getRemainingTimeInMillis(), memory: context.memoryLimitInMB });`,
  'plain.cjs': `exports.handler = (event, context, callback) => setTimeout(() => callback(null, { got: event }), 1);
    exports.failing = (event, context, callback) => callback(new RangeError('by callback'));
    exports.legacy = (event, context) => { context.succeed('legacy'); };`,
  'typed.ts': `interface Item { readonly n: number }
    export const handler = async (item: Item): Promise<number> => item.n * 2;`,
  'throws.mjs': `export class PriceMissing extends Error { name = 'PriceMissing' }
    export const handler = async () => { throw new PriceMissing('no price'); };
    export const text = async () => { throw 'just text'; };`,
  'loops.mjs': `export const handler = (event) => { if (event === 'loop') for (;;); return event; };
    export const sleeps = () => new Promise(() => setInterval(() => undefined, 1000));`,
  'exits.mjs': `export const handler = async (event) => { if (event === 'exit') process.exit(3); return event; };
    export const late = async () => { setTimeout(() => { throw new Error('stray'); }, 1); await new Promise(() => undefined); };
    export const rejects = async () => { void Promise.reject(new TypeError('forgotten')); await new Promise((r) => setTimeout(r, 500)); };`,
  'leaks.mjs': `export const handler = () => { const all = []; for (;;) all.push(new Array(100000).fill(Math.random())); };`,
  'prints.mjs': `export const handler = async (event) => { console.log('seen', event); process.stderr.write('raw'); };
    export const flood = async () => { for (let i = 0; i < 100000; i++) console.log('x'.repeat(100)); return 'done'; };`,
  'odd.mjs': `export const circular = async () => { const a = {}; a.a = a; return a; };
    export const nothing = async () => undefined;
    export const big = async () => 'x'.repeat(7 * 1024 * 1024);
    export const date = async () => ({ at: new Date(0) });`,
  'waits.mjs': `let active = 0, most = 0;
    export const handler = async () => { most = Math.max(most, ++active); await new Promise((r) => setTimeout(r, 60)); active--; return most; };`,
  'broken.mjs': `export const handler = ( => 1;`,
  'lacking.mjs': `import './not-there.mjs'; export const handler = () => 1;`,
};

const { logs, open, opened } = prepareHandlers(MODULES, { timeoutSeconds: 3, memoryMb: 128 });

async function failure(promise: Promise<unknown>): Promise<{ error: string; cause: Record<string, unknown> }> {
  const error = await promise.then(
    (value) => expect.unreachable(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StatesError);
  const { error: name, cause } = error as StatesError;
  return { error: name, cause: JSON.parse(cause ?? '{}') as Record<string, unknown> };
}

describe('handlers that behave', () => {
  it('get the event and the context of Lambda', async () => {
    const answer = (await open('echo.mjs')({ a: [1, null] })) as Record<string, JsonValue>;
    expect(answer).toMatchObject({
      event: { a: [1, null] },
      name: 'fn',
      arn: 'arn:aws:lambda:us-east-1:123456789012:function:fn',
      memory: '128',
    });
    expect(answer.left).toBeGreaterThan(2000);
    expect(answer.left).toBeLessThanOrEqual(3000);
  });

  it.each([
    ['plain.cjs', 'handler', { got: 7 }],
    ['plain.cjs', 'legacy', 'legacy'],
    ['loops.mjs', 'handler', 7],
    ['odd.mjs', 'nothing', null],
    ['odd.mjs', 'date', { at: '1970-01-01T00:00:00.000Z' }],
  ])('answer by promise, value or callback: %s %s', async (module, exportName, expected) => {
    expect(await open(module, exportName)(7)).toEqual(expected);
  });

  it('may be written in TypeScript with erasable types', async () => {
    expect(await open('typed.ts')({ n: 21 })).toBe(42);
  });

  it('work on thousands of events in their order of answers', async () => {
    const invoke = open('loops.mjs');
    const answers = await Promise.all(Array.from({ length: 5000 }, (_, index) => invoke(index)));
    expect(answers).toEqual(Array.from({ length: 5000 }, (_, index) => index));
  });

  it('wait each with a module of its own', async () => {
    const invoke = open('waits.mjs');
    const answers = await Promise.all(Array.from({ length: 40 }, () => invoke(null)));
    expect(answers).toEqual(answers.map(() => 1));
  });
});

describe('handlers that fail', () => {
  it('give the error type as the name and all of it as the cause', async () => {
    const { error, cause } = await failure(open('throws.mjs')({}));
    expect(error).toBe('PriceMissing');
    expect(Object.keys(cause)).toEqual(['errorType', 'errorMessage', 'trace']);
    expect(cause).toMatchObject({ errorType: 'PriceMissing', errorMessage: 'no price' });
  });

  it.each([
    ['throws.mjs', 'text', 'string', 'just text'],
    ['plain.cjs', 'failing', 'RangeError', 'by callback'],
    ['odd.mjs', 'circular', 'Runtime.MarshalError', /stringify/],
    ['odd.mjs', 'big', 'Function.ResponseSizeTooLarge', /payload size exceeded/],
    ['exits.mjs', 'late', 'Error', 'stray'],
    ['exits.mjs', 'rejects', 'Runtime.UnhandledPromiseRejection', 'TypeError: forgotten'],
    ['broken.mjs', 'handler', 'Runtime.UserCodeSyntaxError', /SyntaxError/],
    ['lacking.mjs', 'handler', 'Runtime.ImportModuleError', /not-there/],
    ['absent.mjs', 'handler', 'Runtime.ImportModuleError', /absent/],
    ['echo.mjs', 'other', 'Runtime.HandlerNotFound', /other is undefined or not exported/],
  ])('are told as Lambda tells them: %s %s', async (module, exportName, errorType, message) => {
    const { error, cause } = await failure(open(module, exportName)({}));
    expect(error).toBe(errorType);
    expect(cause.errorMessage).toMatch(message);
  });

  it('leave the next event alone after process.exit', async () => {
    const invoke = open('exits.mjs');
    const [before, gone, after] = await Promise.allSettled([invoke('a'), invoke('exit'), invoke('b')]);
    expect([before, after]).toMatchObject([{ value: 'a' }, { value: 'b' }]);
    expect(gone).toMatchObject({ reason: { error: 'Runtime.ExitError' } });
  });

  it.each([
    ['handler', 'loop'],
    ['sleeps', 'loop'],
  ])('are killed when their time is over: %s', async (exportName, event) => {
    const invoke = open('loops.mjs', exportName, { timeoutSeconds: 1 });
    const { error, cause } = await failure(invoke(event));
    expect(error).toBe('Sandbox.Timedout');
    expect(cause.errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
  });

  it('do not hold up or lose what waits behind them', async () => {
    const invoke = open('loops.mjs', 'handler', { timeoutSeconds: 1 });
    await Promise.all(Array.from({ length: 200 }, (_, index) => invoke(index)));
    const answers = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => invoke(i === 50 ? 'loop' : i)));
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(answers[99]).toMatchObject({ value: 99 });
  });

  it('are killed when they outgrow their memory', { timeout: 20_000 }, async () => {
    const { error } = await failure(open('leaks.mjs', 'handler', { timeoutSeconds: 15 })({}));
    expect(error).toBe('Runtime.OutOfMemory');
  });
});

describe('what handlers print', () => {
  it('is told, whichever way it is printed', async () => {
    expect(await open('prints.mjs')('it')).toBeNull();
    expect(logs.join('')).toBe('seen it\nraw');
  });

  it('is cut when it is without end', async () => {
    expect(await open('prints.mjs', 'flood')({})).toBe('done');
    expect(logs.join('').length).toBeLessThan(1_100_000);
    expect(logs.join('')).toMatch(/the rest of this log is cut/);
  });
});

describe('a state that no longer waits', () => {
  it('is told so at once, and the next event is answered', async () => {
    const invoke = open('waits.mjs');
    const stop = new AbortController();
    const waiting = invoke(null, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(await invoke(null)).toBe(1);
  });
});

describe('many calls', () => {
  it('say that they wait until half of them are handed over, or nobody wants to know any more', async () => {
    const call = open('waits.mjs');
    const [functions] = opened();
    const run = new AbortController();
    expect(functions?.drained(run.signal)).toBeUndefined();
    const calls = Array.from({ length: 400 }, () => call(null, run.signal));
    const wait = functions?.drained(new AbortController().signal);
    const given = new AbortController();
    const other = functions?.drained(given.signal);
    expect(wait).toBeInstanceOf(Promise);
    given.abort();
    await other;
    expect(functions?.drained(run.signal)).toBeInstanceOf(Promise);
    run.abort(new StatesError('Stopped'));
    await wait;
    expect(functions?.drained(given.signal)).toBeUndefined();
    expect((await Promise.allSettled(calls)).every(({ status }) => status === 'rejected')).toBe(true);
  });
});
