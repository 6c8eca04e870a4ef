import { describe, expect, it } from 'vitest';
import { ExitWithVariables } from '../../../../src/runtime/history/event-details.ts';
import { EventLog } from '../../../../src/runtime/history/event-log.ts';

function logOf(count: number): EventLog {
  const log = new EventLog(true, new Map());
  for (let id = 1; id <= count; id++) log.append('PassStateEntered', id - 1, id * 1000, `S${id}`, { id });
  return log;
}

describe('EventLog', () => {
  it('reads pages in both directions', () => {
    const log = logOf(200);
    const ids = (page: Parameters<EventLog['read']>[0]): number[] => log.read(page).map(({ id }) => id);
    expect(ids({ count: 3 })).toEqual([1, 2, 3]);
    expect(ids({ from: 199, count: 9 })).toEqual([199, 200]);
    expect(ids({ reverse: true, count: 2 })).toEqual([200, 199]);
    expect(ids({ from: 2, reverse: true })).toEqual([2, 1]);
    expect(ids({ from: 201 })).toEqual([]);
    expect(log.read()).toHaveLength(200);
  });

  it('gives AWS its shape: JSON texts, seconds, details under the name of the type', () => {
    const log = new EventLog(true, new Map());
    log.append('ExecutionStarted', 0, 1500, undefined, { input: { a: [1] }, roleArn: 'role' });
    log.append('PassStateExited', 1, 2000, 'P', new ExitWithVariables([1], { v: 'text' }));
    log.append('MapIterationStarted', 2, 2000, 'M', 4);
    log.append('TaskScheduled', 3, 2000, undefined, {
      parameters: { b: 2 },
      resource: 'invoke',
      timeoutInSeconds: undefined,
    });
    log.append('MapRunSucceeded', 4, 2000);
    expect(log.read()).toEqual([
      {
        id: 1,
        previousEventId: 0,
        timestamp: 1.5,
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input: '{"a":[1]}', inputDetails: { truncated: false }, roleArn: 'role' },
      },
      {
        id: 2,
        previousEventId: 1,
        timestamp: 2,
        type: 'PassStateExited',
        stateExitedEventDetails: {
          name: 'P',
          output: '[1]',
          outputDetails: { truncated: false },
          assignedVariables: { v: '"text"' },
          assignedVariablesDetails: { truncated: false },
        },
      },
      {
        id: 3,
        previousEventId: 2,
        timestamp: 2,
        type: 'MapIterationStarted',
        mapIterationStartedEventDetails: { name: 'M', index: 4 },
      },
      {
        id: 4,
        previousEventId: 3,
        timestamp: 2,
        type: 'TaskScheduled',
        taskScheduledEventDetails: { parameters: '{"b":2}', resource: 'invoke' },
      },
      { id: 5, previousEventId: 4, timestamp: 2, type: 'MapRunSucceeded' },
    ]);
  });

  it('refers to what it is given, and copies nothing until it is read', () => {
    const log = new EventLog(true, new Map());
    const payload = { toJSON: () => expect.fail('written before it was read') };
    for (let index = 0; index < 1000; index++) log.append('PassStateEntered', 0, 0, 'P', payload);
    expect(log.length).toBe(1000);
  });
});
