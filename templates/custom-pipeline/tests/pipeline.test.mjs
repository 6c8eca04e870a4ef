import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIPELINE } from '../functions/pipeline.ts';
import { createWorld } from './world.mjs';

test('gives one output with each item once, also when everything is delivered twice', async () => {
  const world = createWorld({ file: '{"n":1}\n{"n":2}\n{"n":3}\n' });
  for (let time = 0; time < 2; time++) await PIPELINE.splitter(world.event, world.ports);
  assert.equal(world.work.length, 3);
  for (let time = 0; time < 2; time++) assert.deepEqual(await world.deliver('worker', world.work), []);
  for (let time = 0; time < 2; time++) await world.count();
  assert.deepEqual(world.outputs(), ['[2,4,6]']);
});

test('ends a file without items by itself', async () => {
  const world = createWorld({ file: '' });
  await PIPELINE.splitter(world.event, world.ports);
  await world.reduce();
  assert.deepEqual(world.outputs(), ['[]']);
});

test('reports only the message that failed', async () => {
  const world = createWorld({ file: '{"n":1}\n{"n":"bad"}\n' });
  await PIPELINE.splitter(world.event, world.ports);
  assert.deepEqual(await world.deliver('worker', world.work), ['1']);
});

test('counts a dead letter as failed, parks it, and does it again after a redrive', async () => {
  const world = createWorld({ file: '{"n":1}\n{"n":"bad"}\n' });
  await PIPELINE.splitter(world.event, world.ports);
  const [good, bad] = world.work.splice(0);
  await world.deliver('worker', [good]);
  for (let time = 0; time < 2; time++) await world.deliver('deadLetters', [bad]);
  await world.count();
  assert.deepEqual(world.outputs(), ['[2,null]']);
  world.heal();
  assert.deepEqual(await PIPELINE.redriver({}, world.ports), { redriven: 2, dropped: 0, kept: 0 });
  await world.deliver('worker', world.work);
  await world.count();
  assert.deepEqual(world.outputs(), ['[2,null]', '[2,4]']);
});
