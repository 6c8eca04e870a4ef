/** What the process ends with: 0 done, 1 the thing looked at is bad, 2 bad usage or what cannot be read or written. */
export type ExitCode = 0 | 1 | 2;

/** Ends the command with exit code 2 and one line on stderr: what, where, and what to do. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The parts of `process` that a command uses, so that tests can stand in for them. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
}
