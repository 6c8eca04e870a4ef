import type { Gesture } from '../../src/design/gesture.ts';
import { DESIGNER_HOST_MESSAGES, DESIGNER_PAGE_MESSAGES, type GestureAnswer } from '../../src/protocol/designer.ts';
import { Endpoint } from '../../src/protocol/endpoint.ts';
import type { EventOf, ParamsOf, ResultOf } from '../../src/protocol/messages.ts';
import { messageOf, type PageContext } from '../page.ts';
import { isGiven } from './given.ts';

type Page = typeof DESIGNER_PAGE_MESSAGES;
type Host = typeof DESIGNER_HOST_MESSAGES;
type Request = keyof Page['requests'];
/** Requests that change the text: they say which version of it they mean. */
type Change = 'gesture' | 'insertPreset' | 'paste' | 'fix';
type WithoutVersion<T> = T extends unknown ? Omit<T, 'documentVersion'> : never;

/** How long a change may take to come back as a picture, before the next one is sent all the same. */
const PATIENCE_MILLISECONDS = 2000;
const REST_MILLISECONDS = 150;

/**
 * The page's side of the channel. Changes go one after the other, each on the version that the one before has made, so
 * that two quick keys are two steps and none is refused as outdated.
 */
export class Client {
  readonly #endpoint: Endpoint<Page, Host>;
  readonly #report: (problem: string) => void;
  #queue: Promise<unknown> = Promise.resolve();
  #version = -1;
  readonly #waiting = new Set<() => void>();
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor({ port, report }: PageContext) {
    this.#report = report;
    this.#endpoint = new Endpoint(port, DESIGNER_PAGE_MESSAGES, DESIGNER_HOST_MESSAGES, report);
  }

  on<Name extends keyof Host['events']>(
    name: Name,
    listener: (params: EventOf<Host, Name>) => void,
  ): { dispose(): void } {
    return this.#endpoint.on(name, listener);
  }

  /** A picture of a version of the text has come: changes are made on it from now on. */
  seen(documentVersion: number): void {
    this.#version = Math.max(this.#version, documentVersion);
    for (const look of [...this.#waiting]) look();
  }

  ask<Name extends Request>(name: Name, params: ParamsOf<Page, Name>): Promise<ResultOf<Page, Name>> {
    return this.#endpoint.request(name, params);
  }

  /** Asks for what has no answer; a failure is shown on the page. */
  tell<Name extends Request>(name: Name, params: ParamsOf<Page, Name>): void {
    this.ask(name, params).catch((error: unknown) => this.#report(messageOf(error)));
  }

  /** Shows a state's place in the text when the keyboard has come to rest on it. */
  revealSoon(pointer: string): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.tell('reveal', { pointer, focus: false }), REST_MILLISECONDS);
  }

  /** Makes a change when those before it are done. What fails is an answer too: one that refuses. */
  change<Name extends Change>(name: Name, params: WithoutVersion<ParamsOf<Page, Name>>): Promise<GestureAnswer> {
    const done = this.#queue.then(async (): Promise<GestureAnswer> => {
      try {
        const versioned = { ...params, documentVersion: this.#version } as ParamsOf<Page, Name>;
        return await this.#endpoint.request(name, versioned);
      } catch (error) {
        return { refused: messageOf(error), select: undefined, says: undefined, documentVersion: undefined };
      }
    });
    // What was refused, or made no edits, has no picture of its own.
    this.#queue = done.then(({ documentVersion }) =>
      isGiven(documentVersion) ? this.#pictureOf(documentVersion) : undefined,
    );
    return done;
  }

  /** Undoes or redoes what was done before, that which is still on its way included. */
  travel(way: 'undo' | 'redo'): void {
    const done = this.#queue.then(() => this.ask(way, undefined));
    this.#queue = done.then(
      ({ documentVersion }) => this.#pictureOf(documentVersion),
      (error: unknown) => this.#report(messageOf(error)),
    );
  }

  gesture(gesture: Gesture): Promise<GestureAnswer> {
    return this.change('gesture', { gesture });
  }

  /** Waits for the picture of a version, or of a later one. */
  async #pictureOf(version: number): Promise<void> {
    if (this.#version >= version) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (this.#version >= version) end();
      };
      const timer = setTimeout(end, PATIENCE_MILLISECONDS);
      this.#waiting.add(look);
    });
  }
}
