import type { HostMessage, WorkerMessage, WorkerSetup } from './handler-messages.ts';

/** What a handler runs in: a worker thread, or a process. */
export interface HandlerHost {
  post(message: HostMessage): void;
  /** Share of the time since the last look that it was computing rather than waiting. */
  measureLoad(): number;
  terminate(): Promise<void>;
}

export interface HostEvents {
  message(message: WorkerMessage): void;
  /** It cannot go on. */
  crashed(error: unknown): void;
  exited(code: number): void;
}

/** Variables that Lambda sets for a function, over this process's own. */
export function handlerEnvironment({ handler }: WorkerSetup): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_LAMBDA_FUNCTION_NAME: handler.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(handler.memoryMb),
  };
}
