// The local Step Functions in a process of its own, so that a request which hangs or ends it shows: over IPC it tells
// where it listens, and, when asked, how many bytes its heap holds after a garbage collection and what went wrong.
import { startService } from '../../../../src/runtime/service/start-service.ts';

const faults: string[] = [];
const handle = await startService(
  { port: 0, auth: false, buckets: {}, functions: {}, clock: 'real', limits: 'aws' },
  {},
  { log: () => undefined, fault: (error) => faults.push(error instanceof Error ? (error.stack ?? '') : String(error)) },
);
process.send?.({ endpoint: handle.ready.endpoint });
process.on('message', () => {
  global.gc?.();
  process.send?.({ heap: process.memoryUsage().heapUsed, faults });
});
process.on('disconnect', () => process.exit());
