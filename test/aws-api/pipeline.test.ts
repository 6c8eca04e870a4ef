import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { createRandom } from '../../src/pipeline/random.ts';
import { Bench, doubles, numbers } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open(inject('moto'));
});
afterEach(() => bench.proxy.setFault(undefined));
afterAll(() => bench.close());

const only = <T>(values: Iterable<T>): T => {
  const [first, ...more] = values;
  expect(more).toEqual([]);
  expect(first).toBeDefined();
  return first!;
};

describe('a scaffolded pipeline on the services', () => {
  it('works on each item once and makes one output, whatever its key is called', async () => {
    const { deployment, sources } = await bench.deploy('plain');
    await bench.put(deployment, 'in put+/ü.jsonl', numbers(25));
    await sources.run();
    const [key, text] = only(await bench.outputs(deployment));
    expect(JSON.parse(text)).toEqual({ total: 25, version: 1, places: doubles(25) });
    expect(key).toMatch(/^output\/in put\+\/ü\.jsonl\/[0-9a-f]{32}-v1\.json$/);
    expect(only(await bench.jobs(deployment))).toMatchObject({ status: 'DONE', done: 25, failed: 0, output: key });
    expect(sources.errors).toEqual([]);
  });

  it('ends for no item and for one, and reads CSV', async () => {
    const { deployment, sources } = await bench.deploy('few', { format: 'csv' });
    await bench.put(deployment, 'none.csv', 'n\n');
    await bench.put(deployment, 'one.csv', 'n\r\n"21"\r\n');
    await sources.run();
    const outputs = [...(await bench.outputs(deployment)).values()].map((text) => JSON.parse(text) as unknown);
    expect(outputs).toContainEqual({ total: 0, version: 1, places: [] });
    expect(outputs).toContainEqual({ total: 1, version: 1, places: [42] });
    expect(outputs).toHaveLength(2);
  });

  it('counts right when events come twice, acknowledgements are lost and functions end half-way', async () => {
    const mischief = { random: createRandom(5, 0), duplicates: 0.4, lost: 0.3, crashes: 0.2 };
    const { deployment, sources } = await bench.deploy('mischief', { shards: 3 }, mischief);
    await bench.put(deployment, 'a.jsonl', numbers(60));
    await sources.run(async () => (await bench.jobs(deployment)).every(({ status }) => status === 'DONE'));
    expect(JSON.parse(only(await bench.outputs(deployment))[1])).toEqual({
      total: 60,
      version: 1,
      places: doubles(60),
    });
    expect(only(await bench.jobs(deployment))).toMatchObject({ status: 'DONE', done: 60, failed: 0, total: 60 });
    // The faults did happen, or this has shown nothing.
    const { duplicates, lost, crashes, work } = sources.delivered;
    expect([duplicates > 0, lost > 0, crashes > 0, work > 60]).toEqual([true, true, true, true]);
  });

  it('parks what fails, and a redrive makes a new version of the output', async () => {
    const { deployment, player, sources } = await bench.deploy('failing');
    const bad: Record<number, string> = { 3: 'never', 7: 'always' };
    await bench.put(deployment, 'a.jsonl', `${numbers(10, (n) => ({ bad: bad[n] }))}{"n":\n`);
    await sources.run();
    const text = only(await bench.outputs(deployment))[1];
    const { places } = JSON.parse(text) as { places: unknown[] };
    expect(places.slice(0, 3)).toEqual([0, 2, 4]);
    expect(places[3]).toBe('it will never work');
    expect(places[7]).toMatch(/^The worker gave it up after its last attempt/);
    expect(places[10]).toMatch(/^The line is no JSON/);
    // Five attempts for what throws, one for what says that it will never work.
    expect(sources.delivered.work).toBe(10 + 4);
    expect(player.invoked).toContain('deadLetters');
    // A line that is no JSON has no message to send again.
    expect(await bench.depth(deployment.queues.ParkedQueue)).toBe(2);

    await writeFile(path.join(deployment.folder, 'functions/healed'), '');
    expect(await player.invoke('redriver', {})).toEqual({ redriven: 2, dropped: 0, kept: 0 });
    const done = async () => (await bench.jobs(deployment)).every(({ status }) => status === 'DONE');
    expect(await done()).toBe(false);
    await sources.run(done);
    const outputs = await bench.outputs(deployment);
    const key = [...outputs.keys()].find((name) => name.endsWith('-v3.json'))!;
    const again = JSON.parse(outputs.get(key)!) as { places: unknown[] };
    expect(again.places.slice(0, 10)).toEqual(doubles(10));
    expect(only(await bench.jobs(deployment))).toMatchObject({ done: 10, failed: 1, version: 3, output: key });
    expect(await bench.depth(deployment.queues.ParkedQueue)).toBe(0);
  });

  it('sends again what the queue did not take of a request', async () => {
    const { deployment, sources } = await bench.deploy('partial');
    let refused = 0;
    bench.proxy.setFault(({ action, body }, pass) => {
      if (action !== 'SendMessageBatch' || refused >= 12) return undefined;
      const request = JSON.parse(body) as { Entries: { Id: string }[] };
      const [first, ...taken] = request.Entries;
      if (first === undefined || taken.length === 0) return undefined;
      refused++;
      return (async () => {
        const answer = await pass(JSON.stringify({ ...request, Entries: taken }));
        const Failed = [{ Id: first.Id, Code: 'ServiceUnavailable', SenderFault: false }];
        return { ...answer, body: { ...(answer.body as object), Failed } };
      })();
    });
    await bench.put(deployment, 'a.jsonl', numbers(45));
    await sources.run();
    expect(refused).toBeGreaterThan(4);
    expect(JSON.parse(only(await bench.outputs(deployment))[1])).toMatchObject({ places: doubles(45) });
    expect(sources.delivered.work).toBe(45);
  });

  it('goes on in another splitter when its time runs out', async () => {
    const { deployment, player, sources } = await bench.deploy('long');
    // Below what a splitter keeps for its end, so that each sends one piece of the file.
    player.milliseconds = 25_000;
    await bench.put(
      deployment,
      'a.jsonl',
      numbers(60, () => ({ pad: 'x'.repeat(5000) })),
    );
    await sources.run();
    expect(player.invoked.filter((name) => name === 'splitter').length).toBeGreaterThan(2);
    expect(JSON.parse(only(await bench.outputs(deployment))[1])).toMatchObject({ total: 60, places: doubles(60) });
  });

  it('keeps two jobs apart, and a file that replaces another one', async () => {
    const { deployment, sources } = await bench.deploy('two', { shards: 1 });
    await bench.put(deployment, 'a.jsonl', numbers(4));
    await sources.run();
    await bench.put(deployment, 'a.jsonl', numbers(6));
    await bench.put(deployment, 'b.jsonl', numbers(5));
    await sources.run();
    const totals = [...(await bench.outputs(deployment)).values()].map(
      (text) => (JSON.parse(text) as { total: number }).total,
    );
    expect(totals.toSorted()).toEqual([4, 5, 6]);
  });

  it('is moved on by the sweeper when the stream was lost', async () => {
    const { deployment, player, sources } = await bench.deploy('swept');
    await bench.put(deployment, 'a.jsonl', numbers(8));
    sources.losesStream = true;
    await sources.run();
    const job = only(await bench.jobs(deployment));
    expect(job).toMatchObject({ status: 'RUNNING', open: 'OPEN' });
    const old = (ExpressionAttributeValues: Record<string, { N: string }>) =>
      bench.dynamo.send(
        new UpdateItemCommand({
          TableName: deployment.table,
          Key: { pk: { S: String(job.pk) }, sk: { S: 'JOB' } },
          UpdateExpression: 'SET touched = :at',
          ExpressionAttributeValues,
        }),
      );
    await player.invoke('sweeper', {});
    expect(only(await bench.jobs(deployment)).status).toBe('RUNNING');
    await old({ ':at': { N: String(Date.now() - 30 * 60_000) } });
    await player.invoke('sweeper', {});
    expect(only(await bench.jobs(deployment)).status).toBe('REDUCING');
    sources.losesStream = false;
    await old({ ':at': { N: String(Date.now() - 30 * 60_000) } });
    await player.invoke('sweeper', {});
    await sources.run();
    expect(JSON.parse(only(await bench.outputs(deployment))[1])).toMatchObject({ places: doubles(8) });
  });
});
