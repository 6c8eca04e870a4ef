/** What a run has used of the services that AWS bills. */
export interface Usage {
  /** Of SQS: 64 KB of messages make one. */
  queueRequests: number;
  writeUnits: number;
  readUnits: number;
  invocations: number;
  /** Time of functions × memory, in MB-milliseconds. */
  megabyteMilliseconds: number;
  objectReads: number;
  objectWrites: number;
}

export function createUsage(): Usage {
  return {
    queueRequests: 0,
    writeUnits: 0,
    readUnits: 0,
    invocations: 0,
    megabyteMilliseconds: 0,
    objectReads: 0,
    objectWrites: 0,
  };
}

/** Requests that SQS bills for messages of so many bytes: https://aws.amazon.com/sqs/pricing/ */
export function queueRequests(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 65_536));
}
