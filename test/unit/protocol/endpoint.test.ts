import { describe, expect, it, vi } from 'vitest';
import { nothing, number, object, string } from '../../../src/protocol/check.ts';
import { Endpoint, type Port } from '../../../src/protocol/endpoint.ts';
import type { MessageTable } from '../../../src/protocol/messages.ts';

const HOST = { requests: {}, events: { note: object<{ text: string }>({ text: string }) } } satisfies MessageTable;
const PAGE = {
  requests: {
    double: { params: object<{ value: number }>({ value: number }), result: number },
    ping: { params: nothing, result: nothing },
  },
  events: {},
} satisfies MessageTable;

/** Two ends of one wire; messages are copied as a wire would, and arrive at once. */
function createWire(): { a: Port; b: Port; toA: (message: unknown) => void; sentByA: unknown[] } {
  const listeners = { a: new Set<(message: unknown) => void>(), b: new Set<(message: unknown) => void>() };
  const sentByA: unknown[] = [];
  const end = (own: 'a' | 'b', other: 'a' | 'b'): Port => ({
    post: (message) => {
      if (own === 'a') sentByA.push(message);
      const copy: unknown = JSON.parse(JSON.stringify(message));
      for (const listener of listeners[other]) listener(copy);
    },
    onMessage: (listener) => {
      listeners[own].add(listener);
      return { dispose: () => void listeners[own].delete(listener) };
    },
  });
  return {
    a: end('a', 'b'),
    b: end('b', 'a'),
    toA: (message) => listeners.a.forEach((each) => each(message)),
    sentByA,
  };
}

function connect() {
  const wire = createWire();
  const hostProblems: string[] = [];
  const pageProblems: string[] = [];
  const host = new Endpoint(wire.a, HOST, PAGE, (problem) => hostProblems.push(problem));
  const page = new Endpoint(wire.b, PAGE, HOST, (problem) => pageProblems.push(problem));
  return { ...wire, host, page, hostProblems, pageProblems };
}

describe('Endpoint', () => {
  it('answers a request', async () => {
    const { host, page } = connect();
    host.handle('double', ({ value }) => value * 2);
    host.handle('ping', () => undefined);
    await expect(page.request('double', { value: 21 })).resolves.toBe(42);
    await expect(page.request('ping', undefined)).resolves.toBeUndefined();
  });

  it('keeps answers apart that come in another order', async () => {
    const { host, page } = connect();
    const waiting: (() => void)[] = [];
    host.handle('double', ({ value }) => new Promise((resolve) => waiting.push(() => resolve(value * 2))));
    const both = Promise.all([page.request('double', { value: 1 }), page.request('double', { value: 2 })]);
    for (const answer of waiting.reverse()) answer();
    await expect(both).resolves.toEqual([2, 4]);
  });

  it('answers with an error when the handler fails, when there is none, and when the request is not right', async () => {
    const { host, page, hostProblems } = connect();
    await expect(page.request('ping', undefined)).rejects.toThrow('ping: nobody handles it here.');
    host.handle('double', () => Promise.reject(new Error('no numbers today')));
    await expect(page.request('double', { value: 1 })).rejects.toThrow('no numbers today');
    await expect(page.request('double', { value: 'x' } as never)).rejects.toThrow('params.value is not a number');
    await expect(page.request('toString' as 'ping', undefined)).rejects.toThrow('there is no such request');
    expect(hostProblems).toHaveLength(3);
  });

  it('refuses an answer of the wrong type', async () => {
    const { host, page, pageProblems } = connect();
    host.handle('double', () => 'many' as never);
    await expect(page.request('double', { value: 1 })).rejects.toThrow('result is not a number');
    expect(pageProblems).toEqual(['An answer was refused: double: result is not a number.']);
  });

  it('tells events, and refuses those that are not right', () => {
    const { host, page, pageProblems } = connect();
    const heard = vi.fn();
    const listening = page.on('note', heard);
    host.notify('note', { text: 'hello' });
    host.notify('note', { text: 1 } as never);
    host.notify('gone' as 'note', { text: 'x' });
    listening.dispose();
    host.notify('note', { text: 'again' });
    expect(heard.mock.calls).toEqual([[{ text: 'hello' }]]);
    expect(pageProblems).toEqual([
      'An event was refused: note: params.text is not a string.',
      'An event was refused: gone: there is no such event.',
    ]);
  });

  it('goes on when a listener throws', () => {
    const { host, page, pageProblems } = connect();
    const heard = vi.fn();
    page.on('note', () => {
      throw new Error('oops');
    });
    page.on('note', heard);
    host.notify('note', { text: 'hello' });
    expect(heard).toHaveBeenCalledOnce();
    expect(pageProblems[0]).toContain('oops');
  });

  it.each([undefined, null, 7, 'x', [], {}, { kind: 'request' }, { kind: 'response', id: '1' }, { kind: 'event' }])(
    'refuses %j',
    (message) => {
      const { toA, hostProblems, sentByA } = connect();
      toA(message);
      expect(hostProblems).toEqual(['A message that is no envelope was refused.']);
      expect(sentByA).toEqual([]);
    },
  );

  it('refuses an answer that nobody waits for', () => {
    const { toA, hostProblems } = connect();
    toA({ kind: 'response', id: 9, result: 1 });
    expect(hostProblems).toEqual(['An answer to nothing that was asked was refused.']);
  });

  it('rejects what is waiting when it is closed, and what is asked after that', async () => {
    const { host, page } = connect();
    host.handle('ping', () => new Promise(() => undefined));
    const waiting = page.request('ping', undefined);
    page.dispose();
    page.dispose();
    await expect(waiting).rejects.toThrow('ping: the channel was closed before the answer came.');
    await expect(page.request('ping', undefined)).rejects.toThrow('ping: the channel is closed.');
  });
});
