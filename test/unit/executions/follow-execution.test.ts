import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/executions/connection.ts';
import { listMachines } from '../../../src/executions/find-machine.ts';
import { followExecution, REMOTE_LOOKS, type FollowOptions } from '../../../src/executions/follow-execution.ts';
import { readExecutionsPage } from '../../../src/executions/list-executions.ts';
import { NO_OUTLINE } from '../../../src/executions/machine-outline.ts';
import { describeServiceError } from '../../../src/executions/service-fault.ts';
import { Visibility } from '../../../src/executions/visibility.ts';
import { stubService, type StubRequest, type StubService } from './stub-service.ts';

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:m:e';
const services: StubService[] = [];

afterEach(async () => {
  for (const service of services.splice(0)) await service.shut();
});

async function serve(answer: (request: StubRequest) => void): Promise<StubService> {
  const service = await stubService(answer);
  services.push(service);
  return service;
}

/** An execution that runs until `ended`. */
function running(state: { ended: boolean }): (request: StubRequest) => void {
  return ({ action, reply }) => {
    if (action === 'DescribeExecution')
      reply({ executionArn: EXECUTION, status: state.ended ? 'SUCCEEDED' : 'RUNNING' });
    else if (action === 'GetExecutionHistory') reply({ events: [{ id: 3, type: 'PassStateEntered', timestamp: 1 }] });
    else if (action === 'ListMapRuns') reply({ mapRuns: [{ mapRunArn: `${EXECUTION}/map:1` }] });
    else reply({ status: 'RUNNING', mapRunArn: `${EXECUTION}/map:1` });
  };
}

async function follow(service: StubService, options: Partial<FollowOptions>): ReturnType<typeof followExecution> {
  const client = await createClient(service.connection, { requestMilliseconds: 2000, connectMilliseconds: 2000 });
  try {
    return await followExecution({
      ...{ client, executionArn: EXECUTION, outline: NO_OUTLINE, states: false },
      ...options,
    });
  } finally {
    client.destroy();
  }
}

describe('following an execution', () => {
  it('goes on when the endpoint was gone and comes back', async () => {
    const state = { ended: false };
    const service = await serve(running(state));
    const told: (string | undefined)[] = [];
    let looks = 0;
    const following = follow(service, {
      patience: 60_000,
      onTrouble: (kind) => told.push(kind),
      pauseFor: async () => {
        looks += 1;
        if (looks === 2) await service.shut();
        if (looks === 4) {
          state.ended = true;
          await service.open();
        }
      },
    });
    await expect(following).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect(told).toEqual(['unreachable', 'unreachable', undefined]);
  });

  it('gives up when the trouble lasts longer than its patience, and at once without any', async () => {
    const service = await serve(running({ ended: false }));
    await service.shut();
    let pauses = 0;
    const impatient = follow(service, { pauseFor: async () => Promise.resolve() });
    await expect(impatient).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const patient = follow(service, {
      patience: 1,
      pauseFor: async () => {
        pauses += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
    });
    await expect(patient).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(pauses).toBe(1);
  });

  it.each([
    ['ExpiredTokenException', 'The security token included in the request is expired', 'expired'],
    ['AccessDeniedException', 'User: x is not authorized to perform: states:DescribeExecution', 'denied'],
    ['AccessDeniedException', 'no', 'denied'],
  ])('ends at once for %s, however patient it is', async (__type, message, kind) => {
    const service = await serve(({ reply }) => reply({ __type, message }, 400));
    const following = follow(service, { patience: 60_000 });
    const error: unknown = await following.catch((thrown: unknown) => thrown);
    const fault = describeServiceError(error, 'states:Something', service.connection);
    expect(fault).toMatchObject({ kind });
    if (kind === 'denied') expect(fault.message).toContain('they need states:DescribeExecution');
    expect(service.actions).toEqual(['DescribeExecution']);
  });

  it('asks nothing while nobody sees it, and looks as soon as somebody does', async () => {
    const state = { ended: false };
    const service = await serve(running(state));
    const visibility = new Visibility(false);
    const following = follow(service, { visibility, pauseFor: async () => Promise.resolve() });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([service.actions, visibility.waiting]).toEqual([[], 1]);
    state.ended = true;
    visibility.visible = true;
    await expect(following).resolves.toMatchObject({ status: 'SUCCEEDED' });
    expect(visibility.waiting).toBe(0);
  });

  it('ends with its signal, seen or not, and leaves no listener behind', async () => {
    const service = await serve(running({ ended: false }));
    for (const visible of [true, false]) {
      const stop = new AbortController();
      const visibility = new Visibility(visible);
      const following = follow(service, { visibility, signal: stop.signal, shortestPause: 10, longestPause: 10 });
      await new Promise((resolve) => setTimeout(resolve, 300));
      stop.abort();
      await expect(following).rejects.toMatchObject({ name: 'AbortError' });
      expect(visibility.waiting).toBe(0);
      await expect.poll(() => getEventListeners(stop.signal, 'abort')).toEqual([]);
    }
  });

  it('leaves no listener and no timer behind after a hundred looks', async () => {
    const state = { ended: false };
    const service = await serve(running(state));
    const stop = new AbortController();
    const most: number[] = [];
    let looks = 0;
    const following = follow(service, {
      states: true,
      signal: stop.signal,
      pauseFor: async () => {
        looks += 1;
        most.push(getEventListeners(stop.signal, 'abort').length);
        state.ended = looks === 100;
        await Promise.resolve();
      },
    });
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await following;
    await expect.poll(() => getEventListeners(stop.signal, 'abort')).toEqual([]);
    expect(Math.max(...most)).toBeLessThan(5);
    await expect.poll(timers, { timeout: 5000 }).toBeLessThanOrEqual(before);
  });
});

describe('what following costs', () => {
  it.each([
    ['a page that shows the states of a Map Run that goes on', true, true],
    ['a terminal', false, false],
  ])('%s sends few requests a minute', async (what, states, withMapRuns) => {
    let changes = 0;
    const state = { ended: false };
    const service = await serve((request) => {
      if (request.action !== 'DescribeMapRun') running(state)(request);
      // Its counts grow with each look, so that the pauses stay the shortest.
      else request.reply({ status: 'RUNNING', itemCounts: { succeeded: (changes += 1) } });
    });
    // No time passes for requests: the most that can be.
    let now = 0;
    await follow(service, {
      ...REMOTE_LOOKS,
      states,
      outline: { ...NO_OUTLINE, hasMapRuns: withMapRuns },
      ...(withMapRuns ? { onProgress: () => undefined } : {}),
      pauseFor: async (milliseconds) => {
        now += milliseconds;
        state.ended = now >= 10 * 60_000;
        await Promise.resolve();
      },
    });
    const perMinute = service.actions.length / (now / 60_000);
    process.stdout.write(`polling ${what}: ${perMinute.toFixed(0)} requests a minute\n`);
    // A look a second with five requests, or one in five seconds.
    expect(perMinute).toBeLessThan(withMapRuns ? 310 : 15);
  });
});

describe('a long list', () => {
  it('comes page by page: 10,000 in ten requests', async () => {
    const service = await serve(({ body, reply }) => {
      const page = Number(body['nextToken'] ?? 0);
      const stateMachines = Array.from({ length: 1000 }, (_, index) => ({
        name: `m${page * 1000 + index}`,
        stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:m${page * 1000 + index}`,
        type: 'STANDARD',
        creationDate: 1,
      }));
      reply({ stateMachines, ...(page < 9 ? { nextToken: String(page + 1) } : {}) });
    });
    const client = await createClient(service.connection);
    const names = new Set<string | undefined>();
    for await (const machines of listMachines(client)) for (const { name } of machines) names.add(name);
    client.destroy();
    expect([names.size, service.actions.length]).toEqual([10_000, 10]);
  });

  it('of executions is read a page at a time, by status', async () => {
    const service = await serve(({ body, reply }) => {
      const first = Number(body['nextToken'] ?? 0);
      const most = Number(body['maxResults']);
      const executions = Array.from({ length: most }, (_, index) => ({
        executionArn: `${EXECUTION}${first + index}`,
        name: `e${first + index}`,
        status: body['statusFilter'],
        startDate: 1,
      }));
      reply({ executions, ...(first + most < 10_000 ? { nextToken: String(first + most) } : {}) });
    });
    const client = await createClient(service.connection);
    const of = { stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' };
    const first = await readExecutionsPage(client, { of, status: 'FAILED' });
    expect([first.executions.length, first.executions[0]?.status, service.actions.length]).toEqual([100, 'FAILED', 1]);
    let seen = first.executions.length;
    let { next } = first;
    while (next !== undefined) {
      const page = await readExecutionsPage(client, { of, status: 'FAILED', next, limit: 1000 });
      seen += page.executions.length;
      ({ next } = page);
    }
    client.destroy();
    expect(seen).toBe(10_100);
    expect(service.actions.length).toBe(11);
  });
});
