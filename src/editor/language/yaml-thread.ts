import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SyntaxTree } from '../../asl/syntax.ts';

/** A text and what was read from it. */
export interface ReadText {
  readonly text: string;
  readonly tree: SyntaxTree;
}

interface Request {
  text: string;
  readonly answer: Promise<ReadText>;
  readonly resolve: (read: ReadText | Promise<ReadText>) => void;
}

/** Shorter texts are read at once: handing them over would take as long. */
const SHORT_TEXT = 20_000;

/** Beside the bundle, or beside a chunk's folder; the sources themselves where nothing is bundled. */
const SCRIPT = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'yaml-worker.ts')
  : [import.meta.dirname, join(import.meta.dirname, '..')]
      .map((folder) => join(folder, 'yaml-worker.js'))
      .find((file) => existsSync(file));

/**
 * Reads YAML off the thread that the editor's extensions share: the library takes a fifth of a second for a thousand
 * states, and every key that is typed makes a new text.
 */
export class YamlThread {
  readonly #readHere: () => Promise<(text: string) => SyntaxTree>;
  readonly #script: string | undefined;
  /** By document, in the order in which they came; the thread is on one at a time. */
  readonly #waiting = new Map<object, Request>();
  #current: Request | undefined;
  #worker: Worker | undefined;

  /** @param readHere what to read with where the thread is not worth it, or has died. */
  constructor(readHere: () => Promise<(text: string) => SyntaxTree>, script = SCRIPT) {
    this.#readHere = readHere;
    this.#script = script;
  }

  /**
   * Reads a text of a document. One that a newer text of the same document overtakes while it waits is not read at all:
   * who asked for it gets the newer one.
   */
  async read(document: object, text: string): Promise<ReadText> {
    if (text.length < SHORT_TEXT || this.#script === undefined) return this.#read(text);
    const waiting = this.#waiting.get(document);
    if (waiting) {
      waiting.text = text;
      return waiting.answer;
    }
    const request = newRequest(text);
    this.#waiting.set(document, request);
    this.#goOn(this.#script);
    return request.answer;
  }

  /** Ends the thread; what was still to be read is read without it. */
  dispose(): void {
    this.#fall();
  }

  #goOn(script: string): void {
    const [next] = this.#waiting;
    if (this.#current || !next) return;
    const [document, request] = next;
    this.#waiting.delete(document);
    this.#current = request;
    this.#worker ??= this.#start(script);
    this.#worker.postMessage(request.text);
  }

  #start(script: string): Worker {
    const worker = new Worker(script);
    worker.unref();
    worker.on('message', (tree: SyntaxTree) => {
      const request = this.#current;
      this.#current = undefined;
      request?.resolve({ text: request.text, tree });
      this.#goOn(script);
    });
    // A text that breaks the thread (no memory) must not leave anybody waiting; the next one starts another.
    worker.on('error', () => this.#fall(worker));
    worker.on('exit', () => this.#fall(worker));
    return worker;
  }

  /** Takes leave of the thread, unless it was left before. */
  #fall(worker = this.#worker): void {
    if (worker !== this.#worker) return;
    const left = [...(this.#current ? [this.#current] : []), ...this.#waiting.values()];
    this.#worker = undefined;
    this.#current = undefined;
    this.#waiting.clear();
    void worker?.terminate();
    for (const { text, resolve } of left) resolve(this.#read(text));
  }

  async #read(text: string): Promise<ReadText> {
    const read = await this.#readHere();
    return { text, tree: read(text) };
  }
}

function newRequest(text: string): Request {
  let resolve: Request['resolve'] = () => undefined;
  const answer = new Promise<ReadText>((settle) => {
    resolve = settle;
  });
  return { text, answer, resolve };
}
