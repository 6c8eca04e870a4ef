import { expect, it } from 'vitest';
import { createExecutionStore, type ExecutionRecord } from '../../../../src/runtime/service/execution-store.ts';

it('keeps what runs and the newest of what ended, and tells what it forgets', () => {
  const forgotten: string[] = [];
  const store = createExecutionStore(2, ({ arn }) => forgotten.push(arn));
  const [running, ...ended] = ['a', 'b', 'c', 'd'].map((arn) =>
    store.add({ arn, stateMachineArn: 'machine' } as ExecutionRecord),
  );
  for (const record of ended) store.ended(record);
  expect(forgotten).toEqual(['b']);
  expect(store.find('b')).toBeUndefined();
  expect(Array.from(store.newestFirst('machine'), ({ arn }) => arn)).toEqual(['d', 'c', 'a']);
  expect([...store.running()]).toEqual([running]);
});
