import type { Gesture } from '../../src/design/gesture.ts';
import {
  DESIGNER_HOST_MESSAGES,
  DESIGNER_PAGE_MESSAGES,
  type DesignerUpdate,
  type GestureAnswer,
} from '../../src/protocol/designer.ts';
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
  #waiting: (() => void)[] = [];
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

  /** A new picture has come: changes are made on it from now on. */
  seen({ documentVersion }: DesignerUpdate): void {
    this.#version = documentVersion;
    for (const wake of this.#waiting.splice(0)) wake();
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
    const done = this.#queue.then(async () => {
      const version = this.#version;
      try {
        const versioned = { ...params, documentVersion: version } as ParamsOf<Page, Name>;
        const answer: GestureAnswer = await this.#endpoint.request(name, versioned);
        if (!isGiven(answer.refused)) return { answer, version };
        return { answer, version: undefined };
      } catch (error) {
        return { answer: { refused: messageOf(error), select: undefined, says: undefined }, version: undefined };
      }
    });
    this.#queue = done.then(({ version }) => (version === undefined ? undefined : this.#next(version)));
    return done.then(({ answer }) => answer);
  }

  /** Undoes or redoes what was done before, that which is still on its way included. */
  travel(way: 'undo' | 'redo'): void {
    const done = this.#queue.then(() => this.ask(way, undefined));
    this.#queue = done.then(
      ({ documentVersion }) => this.#next(documentVersion - 1),
      (error: unknown) => this.#report(messageOf(error)),
    );
  }

  gesture(gesture: Gesture): Promise<GestureAnswer> {
    return this.change('gesture', { gesture });
  }

  /** Waits for a picture of a later version. */
  async #next(version: number): Promise<void> {
    if (this.#version > version) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MILLISECONDS);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
