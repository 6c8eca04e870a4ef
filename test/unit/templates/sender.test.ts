import { describe, expect, it } from 'vitest';
import { BusyError, type Ports } from '../../../templates/custom-pipeline/functions/pipeline/ports.ts';
import { Sender } from '../../../templates/custom-pipeline/functions/pipeline/sender.ts';

/** Ports of which only the queue is asked; `answer` says what becomes of each request, by its number from 1. */
function portsWith(answer: (request: number) => readonly number[]): { ports: Ports; sent: string[][] } {
  const sent: string[][] = [];
  const work = {
    send: (bodies: readonly string[]) => {
      sent.push([...bodies]);
      return Promise.resolve().then(() => answer(sent.length));
    },
  };
  const ports = { work, sleep: () => Promise.resolve(), random: () => 0 } as unknown as Ports;
  return { ports, sent };
}

describe('the sender', () => {
  it('sends again while the queue is busy, and then what was left out', async () => {
    const { ports, sent } = portsWith((request) => {
      if (request === 1) throw new BusyError('throttled');
      return request === 2 ? [1] : [];
    });
    const sender = new Sender(ports);
    await sender.add('a', 1);
    await sender.add('b', 1);
    await sender.finish();
    expect(sent).toEqual([['a', 'b'], ['a', 'b'], ['b']]);
  });

  it('gives up in the end, and at once on what is no matter of waiting', async () => {
    const busy = new Sender(
      portsWith(() => {
        throw new BusyError('throttled');
      }).ports,
    );
    await busy.add('a', 1);
    await expect(busy.finish()).rejects.toThrow('throttled');
    const { ports, sent } = portsWith(() => {
      throw new Error('no such queue');
    });
    const wrong = new Sender(ports);
    await wrong.add('a', 1);
    await expect(wrong.finish()).rejects.toThrow('no such queue');
    expect(sent).toHaveLength(1);
  });
});
