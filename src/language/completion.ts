import type { TextEdit } from '../asl/syntax.ts';
import type { Cursor } from './cursor.ts';
import { escapeSnippet, printSnippetProperty, printSnippetValue } from './snippet.ts';
import type { Hole, SnippetLayout, SnippetValue } from './snippet.ts';

export type CompletionKind =
  'field' | 'value' | 'state' | 'variable' | 'function' | 'member' | 'resource' | 'error' | 'snippet' | 'path';

/** One thing that may be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One short line beside the label. */
  readonly detail: string;
  /** Markdown. */
  readonly about: string;
  /** VS Code's snippet text. */
  readonly insert: string;
  /** What is replaced; on one line. */
  readonly start: number;
  readonly end: number;
  /** What the text that stands there is compared with. */
  readonly filter: string;
  /** Order in the list. */
  readonly sort: string;
  readonly edits: readonly TextEdit[];
  /** What was inserted can be gone on with by another completion. */
  readonly suggestNext: boolean;
}

/** What a completion is made of; the place adds the rest. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string;
  readonly about?: string;
  readonly suggestNext?: boolean;
}

/** Completions for one place, in the order in which they are added, each label once. */
export class CompletionList {
  readonly items: Completion[] = [];
  readonly #labels = new Set<string>();
  readonly #text: string;
  readonly #cursor: Cursor;
  readonly #layout: SnippetLayout;

  constructor(text: string, cursor: Cursor, unit: string) {
    this.#text = text;
    this.#cursor = cursor;
    this.#layout = { style: cursor.style, unit, indent: cursor.indent };
  }

  /** A key with its value, or the key alone where a colon follows it. */
  addProperty(offer: Offer, key: string | Hole, value: SnippetValue, filter = offer.label): void {
    const { hasValue, after } = this.#cursor;
    const name = typeof key === 'string' ? key : key.hole;
    const written = hasValue ? printSnippetValue(name, this.#layout) : printSnippetProperty(key, value, this.#layout);
    this.#add(offer, hasValue ? written : written + after, this.#filterFor(filter));
  }

  /** A value in place of the one that stands there. */
  addValue(offer: Offer, value: SnippetValue): void {
    const { after, style } = this.#cursor;
    const isText = style !== 'yaml' && typeof value === 'string';
    const insert = printSnippetValue(value, this.#layout) + after;
    this.#add(offer, insert, isText ? this.#filterFor(offer.label) : offer.label);
  }

  /** A part of an expression. */
  addPart(offer: Offer, insert: string, start: number, end: number): void {
    this.#push(offer, insert, offer.label, start, end, []);
  }

  /** Where a quotation mark was typed, it is a part of what is compared. */
  #filterFor(label: string): string {
    const written = this.#text.charAt(this.#cursor.start);
    const isQuoted = this.#cursor.end > this.#cursor.start && (written === '"' || written === "'");
    return isQuoted ? `${written}${label}${written}` : label;
  }

  #add(offer: Offer, insert: string, filter: string): void {
    const { start, end, edits } = this.#cursor;
    this.#push(offer, insert, filter, start, end, edits);
  }

  #push(offer: Offer, insert: string, filter: string, start: number, end: number, edits: readonly TextEdit[]): void {
    if (this.#labels.has(offer.label)) return;
    this.#labels.add(offer.label);
    const sort = String(this.items.length).padStart(4, '0');
    const { label, kind, detail = '', about = '', suggestNext = false } = offer;
    this.items.push({ label, kind, detail, about, insert, start, end, filter, sort, edits, suggestNext });
  }
}

/** Text of a part of an expression, which holds no hole. */
export function plainInsert(text: string): string {
  return escapeSnippet(text);
}
