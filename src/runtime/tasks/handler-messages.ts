/** A local handler: where its module is and what Lambda would know about it. */
export interface HandlerFunction {
  readonly name: string;
  /** Absolute path: .js, .mjs, .cjs, .ts, .mts, .cts, .py. */
  readonly modulePath: string;
  readonly exportName: string;
  /** Lambda's default is 3 seconds. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** What a worker thread is born with. */
export interface WorkerSetup {
  readonly handler: HandlerFunction;
  readonly functionArn: string;
}

/** One call of a handler; the event is JSON text, which is cheaper to hand over than a structure. */
export interface Invocation {
  readonly id: number;
  readonly requestId: string;
  readonly event: string;
}

/** Host → worker. Calls come in arrays: one message for each item costs more than most items. */
export type HostMessage =
  | { readonly kind: 'invoke'; readonly invocations: readonly Invocation[] }
  /** Give back what has not begun: the call at work takes its time. */
  | { readonly kind: 'recall' };

/** Worker → host. One message for each result: when a thread is killed, what it did is known exactly. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** The module cannot be loaded, or has no such export: nothing will ever run on this thread. */
  | { readonly kind: 'unusable'; readonly error: LambdaError }
  | { readonly kind: 'done'; readonly id: number; readonly payload: string }
  | { readonly kind: 'failed'; readonly id: number; readonly error: LambdaError }
  /** An error outside of any call ends the thread; `id` is the call at work, if there is one. */
  | { readonly kind: 'crashed'; readonly id: number | undefined; readonly error: LambdaError }
  | { readonly kind: 'recalled'; readonly ids: readonly number[] }
  | { readonly kind: 'log'; readonly requestId: string | undefined; readonly text: string };

/** An error as Lambda's runtime for Node.js or Python answers with it, its keys in the order of that runtime. */
export interface LambdaError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Of Node.js. */
  readonly trace?: readonly string[];
  /** Of Python. */
  readonly requestId?: string;
  readonly stackTrace?: readonly string[];
}
