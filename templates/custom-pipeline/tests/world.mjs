import { PIPELINE } from '../functions/pipeline.ts';

/** A world in memory for the pipeline's ports: it keeps no time and loses nothing. */
export function createWorld({ file }) {
  const rows = new Map();
  const work = [];
  const parked = [];
  const outputs = new Map();
  let healed = false;
  const idOf = ({ pk, sk }) => `${pk}/${sk}`;
  const holds = (row, condition) =>
    condition === 'missing'
      ? row === undefined
      : row !== undefined && Object.entries(condition).every(([name, value]) => row[name] === value);

  const table = {
    read: async (keys) => keys.map((key) => rows.get(idOf(key))),
    async write(writes) {
      const refused = writes.flatMap(({ key, when = [] }, place) =>
        when.length === 0 || when.some((condition) => holds(rows.get(idOf(key)), condition)) ? [] : [place],
      );
      if (refused.length > 0) return refused;
      for (const { key, set = {}, add = {}, remove = [] } of writes) {
        const row = { ...rows.get(idOf(key)), ...set };
        for (const [name, by] of Object.entries(add)) row[name] = (row[name] ?? 0) + by;
        for (const name of remove) delete row[name];
        rows.set(idOf(key), row);
      }
      return [];
    },
    async *list(pk) {
      const ids = [...rows.keys()].filter((id) => id.startsWith(`${pk}/`)).sort();
      yield ids.map((id) => rows.get(id));
    },
    listOpenJobs: async () => [],
  };
  const queue = (messages) => ({
    async send(bodies) {
      messages.push(...bodies);
      return [];
    },
  });
  const ports = {
    table,
    work: queue(work),
    parked: {
      ...queue(parked),
      receive: async () => parked.slice(0, 10).map((body) => ({ body, receipt: body })),
      async remove(receipt) {
        parked.splice(parked.indexOf(receipt), 1);
      },
    },
    files: {
      async *open() {
        yield file;
      },
      async write(key, text) {
        let whole = '';
        for await (const piece of text) whole += piece;
        outputs.set(key, whole);
      },
    },
    continueSplit: async () => undefined,
    now: () => 0,
    sleep: async () => undefined,
    random: () => 0,
    remaining: () => 900_000,
    log: () => undefined,
    settings: { format: 'jsonl', shards: 2, itemsPerCheckpoint: 3, outputPrefix: 'output/' },
    task({ n }) {
      if (typeof n === 'number') return 2 * n;
      if (healed) return 4;
      throw new Error('no number');
    },
    async *reduce(outcomes) {
      const results = [];
      for await (const outcome of outcomes) results.push(outcome.status === 'DONE' ? outcome.result : null);
      yield JSON.stringify(results);
    },
  };

  const jobs = () => [...rows.keys()].filter((id) => id.startsWith('JOB#')).map((id) => id.split('/')[0]);
  const onStream = (pks) => ({
    Records: pks.map((pk) => ({ dynamodb: { SequenceNumber: '1', Keys: { pk: { S: pk } } } })),
  });
  return {
    ports,
    work,
    event: { Records: [{ s3: { bucket: { name: 'in' }, object: { key: 'a+b.jsonl', versionId: 'v1' } } }] },
    /** The places of the messages that failed. */
    async deliver(name, bodies) {
      const Records = bodies.map((body, place) => ({ messageId: String(place), body }));
      const { batchItemFailures } = await PIPELINE[name]({ Records }, ports);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    async count() {
      await PIPELINE.counter(onStream(jobs()), ports);
      await this.reduce();
    },
    reduce: () => PIPELINE.reducer(onStream(jobs()), ports),
    outputs: () => [...outputs.values()],
    heal: () => {
      healed = true;
    },
  };
}
