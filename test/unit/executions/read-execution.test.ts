import { SFNClient, type GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNewEvents } from '../../../src/executions/read-execution.ts';

let events: HistoryEvent[];
/** How many events were sent, request by request. */
let sent: number[];
/** What happens in the execution while requests are answered. */
let meanwhile: () => void;
let gives: 'what is asked' | 'all in order';
let client: SFNClient;

beforeEach(() => {
  events = [];
  sent = [];
  meanwhile = () => undefined;
  gives = 'what is asked';
  client = new SFNClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.send = ((command: GetExecutionHistoryCommand) => {
    const { reverseOrder = false, maxResults = 100, nextToken } = command.input;
    if (gives === 'all in order') return Promise.resolve({ events });
    const inOrder = reverseOrder ? events.toReversed() : events;
    const from = nextToken === undefined ? 0 : inOrder.findIndex(({ id }) => String(id) === nextToken);
    const page = inOrder.slice(from, from + maxResults);
    const next = inOrder[from + maxResults]?.id;
    sent.push(page.length);
    meanwhile();
    return Promise.resolve({ events: page, nextToken: next === undefined ? undefined : String(next) });
  }) as never;
});
afterEach(() => client.destroy());

function grow(count: number): void {
  const after = events.length;
  events = [...events, ...Array.from({ length: count }, (_, index) => ({ id: after + index + 1 }) as HistoryEvent)];
}

const read = async (lastId: number) =>
  (await readNewEvents(client, 'arn:aws:states:us-east-1:123456789012:execution:m:e', lastId)).map(({ id }) => id);
const idsFrom = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('the new events of a history', () => {
  it('are all of them the first time, over several pages', async () => {
    grow(2500);
    expect(await read(0)).toEqual(idsFrom(1, 2500));
  });

  it('cost next to nothing to look for when there are none', async () => {
    grow(5000);
    expect(await read(5000)).toEqual([]);
    expect(sent).toEqual([1]);
  });

  it('are not sent along with the old ones', async () => {
    grow(5000);
    expect(await read(4990)).toEqual(idsFrom(4991, 5000));
    expect(sent).toEqual([1, 10]);
  });

  it('are complete when more come meanwhile', async () => {
    grow(20);
    meanwhile = () => {
      if (sent.length === 1) grow(5);
    };
    expect(await read(10)).toEqual(idsFrom(11, 25));
  });

  it('are found where an endpoint gives all events in their order, whatever is asked', async () => {
    gives = 'all in order';
    grow(20);
    expect(await read(0)).toEqual(idsFrom(1, 20));
    expect(await read(13)).toEqual(idsFrom(14, 20));
    expect(await read(20)).toEqual([]);
  });
});
