/** How result files are read: CPU time beside a bare loop that parses each line, and the memory that large ones take. */
import type { Bucket } from '../../src/items/bucket.ts';
import { queryResults, summarizeResults } from '../../src/items/query-results.ts';
import type { ResultSet } from '../../src/items/result-files.ts';
import type { ResultStatus } from '../../src/items/result-status.ts';
import { compareCpu } from './measure.ts';

const MEGABYTE = 1024 * 1024;
const MEASURED_MEGABYTES = 64;
const LARGE_MEGABYTES = 5 * 1024;

const RECORD = JSON.stringify({
  Cause: JSON.stringify({ errorMessage: 'no price', errorType: 'PriceMissing', requestId: 'r', trace: ['a', 'b'] }),
  Error: 'PriceMissing',
  ExecutionArn: 'arn:aws:states:us-east-1:123456789012:execution:prices/Price:ad9b5f27-090b-3ac6-9beb-243cd77144a7',
  Input: JSON.stringify({ id: 1, name: 'Zoë "Z"', text: 'lorem ipsum '.repeat(20) }),
  InputDetails: { Included: true },
  Name: 'ad9b5f27-090b-3ac6-9beb-243cd77144a7',
  RedriveCount: 0,
  StartDate: '2026-11-27T09:30:00.250Z',
  StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:prices/Price',
  Status: 'FAILED',
  StopDate: '2026-11-27T09:30:00.250Z',
});
const CHUNK = Buffer.from(`${RECORD},\n`.repeat(50));

/** Results with one file, an array of so many megabytes, which is made while it is read. */
function makeResults(status: ResultStatus, megabytes: number): ResultSet {
  const chunks = Math.ceil((megabytes * MEGABYTE) / CHUNK.length);
  async function* readAll(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('['));
    for (let chunk = 0; chunk < chunks; chunk++) yield CHUNK;
    yield Buffer.from(`${RECORD}]`);
  }
  const size = chunks * CHUNK.length + RECORD.length + 2;
  const open: Bucket['open'] = (key) => Promise.resolve({ key, size, etag: '', lastModified: 0, chunks: readAll() });
  const none = (): never => {
    throw new Error('Only read.');
  };
  const bucket: Bucket = { name: 'data', open, head: none, list: none, create: none };
  const files = { FAILED: [], PENDING: [], SUCCEEDED: [], [status]: [{ key: 'f', size }] };
  return {
    place: 'm',
    manifest: { bucket: 'data', mapRunArn: 'arn:mapRun:m/l:u', files },
    bucket,
    manifestKey: 'm',
    keyOf: ({ key }) => key,
    placeOf: ({ key }) => key,
  };
}

export async function run(): Promise<void> {
  const failed = makeResults('FAILED', MEASURED_MEGABYTES);
  const succeeded = makeResults('SUCCEEDED', MEASURED_MEGABYTES);
  const times = await compareCpu({
    bare: async () => {
      let records = 0;
      for await (const chunk of (await failed.bucket.open('f')).chunks)
        for (const line of Buffer.from(chunk).toString('utf8').split(',\n'))
          if (line.startsWith('{'))
            records += (JSON.parse(line.replace(/\]$/, '')) as { Status: string }).Status.length;
      if (records === 0) throw new Error('There were no records.');
    },
    'count failures by error and cause': () => summarizeResults(failed, ['FAILED']),
    'search failures': () => queryResults(failed, { statuses: ['FAILED'], text: 'nowhere' }, { limit: 1 }),
    'count successes': () => summarizeResults(succeeded, ['SUCCEEDED']),
  });
  const bare = times.bare ?? 1;
  console.log(`parse each record of ${MEASURED_MEGABYTES} MB, bare loop   ${bare.toFixed(0)} ms CPU`);
  for (const [name, time] of Object.entries(times))
    if (name !== 'bare') console.log(`${name.padEnd(36)} ${(time / bare).toFixed(2)} of that`);
  for (const megabytes of [MEASURED_MEGABYTES, LARGE_MEGABYTES]) {
    const before = process.memoryUsage.rss();
    let most = before;
    const onRead = (): void => {
      most = Math.max(most, process.memoryUsage.rss());
    };
    const { counts } = await summarizeResults(makeResults('FAILED', megabytes), ['FAILED'], { onRead });
    const grown = ((most - before) / MEGABYTE).toFixed(0);
    console.log(`${megabytes} MB, ${(counts.FAILED ?? 0).toLocaleString('en-US')} failures: ${grown} MB more memory`);
  }
}
