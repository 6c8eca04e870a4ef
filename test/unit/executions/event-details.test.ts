import type { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/executions/connection.ts';
import { EventReader } from '../../../src/executions/event-details.ts';
import { stubService, type StubService } from './stub-service.ts';

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:m:e';
const TOTAL = 25_000;
let service: StubService;
let client: SFNClient;
/** Events that each request was answered with. */
let sent: number[];

beforeEach(async () => {
  sent = [];
  service = await stubService(({ body, reply }) => {
    const { reverseOrder, maxResults, nextToken = '0' } = body as Record<string, string>;
    const from = Number(nextToken);
    const to = Math.min(TOTAL, from + Number(maxResults));
    const events = Array.from({ length: to - from }, (_, index) => {
      const id = reverseOrder ? TOTAL - from - index : from + index + 1;
      return {
        id,
        type: 'PassStateEntered',
        timestamp: 1,
        stateEnteredEventDetails: { name: 'A', input: `{"id":${id}}` },
      };
    });
    sent.push(events.length);
    reply({ events, ...(to < TOTAL ? { nextToken: String(to) } : {}) });
  });
  client = await createClient(service.connection);
});
afterEach(async () => {
  client.destroy();
  await service.shut();
});

describe('an event of a long history', () => {
  it.each([
    ['the first', 1, [1]],
    ['one near the start', 2100, [1000, 1000, 1000]],
    ['the last', TOTAL, [1]],
    ['one near the end', TOTAL - 40, [41]],
  ])('is read to from the nearer end: %s', async (_what, id, expected) => {
    const event = await new EventReader(EXECUTION).read(client, id, TOTAL);
    expect(event?.stateEnteredEventDetails?.input).toBe(`{"id":${id}}`);
    expect(sent).toEqual(expected);
  });

  it('brings its neighbours along', async () => {
    const reader = new EventReader(EXECUTION);
    await reader.read(client, TOTAL - 40, TOTAL);
    expect((await reader.read(client, TOTAL - 39, TOTAL))?.id).toBe(TOTAL - 39);
    expect(sent).toHaveLength(1);
  });

  it('is found where more have come meanwhile, and is undefined where there is none', async () => {
    const reader = new EventReader(EXECUTION);
    expect((await reader.read(client, 20_000, 20_010))?.id).toBe(20_000);
    expect(await reader.read(client, TOTAL + 1, TOTAL + 1)).toBeUndefined();
  });
});
