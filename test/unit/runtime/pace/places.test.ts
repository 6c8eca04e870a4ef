import { describe, expect, it } from 'vitest';
import { Places } from '../../../../src/runtime/pace/places.ts';

const isKept = async (promise: Promise<unknown>): Promise<boolean> => {
  const pending = Symbol('pending');
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
};

describe('Places', () => {
  it('hands a place on to who waits longest, past nobody', async () => {
    const places = new Places(1);
    const leave = await places.enter(new AbortController());
    const second = places.enter(new AbortController());
    const third = places.enter(new AbortController());
    expect(await isKept(second)).toBe(false);
    leave();
    const fourth = places.enter(new AbortController());
    expect(await isKept(second)).toBe(true);
    expect(await isKept(third)).toBe(false);
    (await second)();
    expect(await isKept(third)).toBe(true);
    expect(await isKept(fourth)).toBe(false);
    (await third)();
    (await fourth)();
    expect(await isKept(places.enter(new AbortController()))).toBe(true);
  });

  it('gives no place to who is stopped, and loses none by it', async () => {
    const places = new Places(1);
    const leave = await places.enter(new AbortController());
    const stopped = new AbortController();
    const waiting = places.enter(stopped);
    stopped.abort();
    (await waiting)();
    const next = places.enter(new AbortController());
    expect(await isKept(next)).toBe(false);
    leave();
    (await next)();
    (await places.enter(stopped))();
    await places.enter(new AbortController());
    expect(await isKept(places.enter(new AbortController()))).toBe(false);
  });
});
