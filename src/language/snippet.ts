import { printString } from '../asl/print-scalar.ts';
import type { InsertStyle } from './cursor.ts';

/** A place for the user to fill in, with what stands there at first. */
export interface Hole {
  readonly hole: string;
  readonly choices?: readonly string[];
  /** A number or `true`: no quotes around it. */
  readonly isRaw?: boolean;
}

/** A JSON value with holes. */
export type SnippetValue =
  string | number | boolean | null | Hole | readonly SnippetValue[] | { readonly [key: string]: SnippetValue };

export function hole(text: string): Hole {
  return { hole: text };
}

export function rawHole(value: number | boolean): Hole {
  return { hole: String(value), isRaw: true };
}

export function choice(choices: readonly string[]): Hole {
  return { hole: choices[0] ?? '', choices };
}

/** Whether a value is a place to fill in. */
export function isHole(value: SnippetValue): value is Hole {
  return typeof value === 'object' && value !== null && 'hole' in value;
}

/** How a snippet is laid out. VS Code indents the lines after the first as the line of the cursor. */
export interface SnippetLayout {
  readonly style: InsertStyle;
  /** One level of indent in YAML; in JSON it is a tab, which VS Code takes for a level. */
  readonly unit: string;
  /** Columns by which all further lines are indented. */
  readonly indent: number;
}

/** Text that stands as it is, where VS Code expects a snippet. */
export function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

/** A value as VS Code's snippet text, from the colon, or dash, on: nested YAML begins on a line of its own. */
export function printSnippetValue(value: SnippetValue, layout: SnippetLayout): string {
  const printer = new SnippetPrinter(layout);
  return layout.style === 'yaml' ? printer.yaml(value, ' '.repeat(layout.indent)) : printer.json(value, '');
}

/** A property as VS Code's snippet text. `key`: a hole for a name that the user gives. */
export function printSnippetProperty(key: string | Hole, value: SnippetValue, layout: SnippetLayout): string {
  const printer = new SnippetPrinter(layout);
  if (layout.style !== 'yaml') return `${printer.key(key)}: ${printer.json(value, '')}`;
  const head = printer.key(key);
  const body = printer.yaml(value, ' '.repeat(layout.indent));
  return `${head}:${body.startsWith('\n') ? body : ` ${body}`}`;
}

/** One run, which numbers its holes in the order of the text. */
class SnippetPrinter {
  readonly #layout: SnippetLayout;
  #holes = 0;

  constructor(layout: SnippetLayout) {
    this.#layout = layout;
  }

  key(key: string | Hole): string {
    return this.#scalar(key);
  }

  json(value: SnippetValue, indent: string): string {
    if (typeof value !== 'object' || value === null || isHole(value)) return this.#scalar(value);
    const isArray = Array.isArray(value);
    const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
    const isShort = this.#layout.style === 'flow' || (isArray && value.every(isScalar));
    const inner = indent + '\t';
    const entries = isArray
      ? (value as readonly SnippetValue[]).map((item) => this.json(item, isShort ? indent : inner))
      : Object.entries(value).map(
          ([key, item]) => `${this.#scalar(key)}: ${this.json(item, isShort ? indent : inner)}`,
        );
    if (entries.length === 0) return `${open}${escapeSnippet(close)}`;
    if (isShort) {
      const space = isArray ? '' : ' ';
      return `${open}${space}${entries.join(', ')}${space}${close}`;
    }
    return `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`;
  }

  yaml(value: SnippetValue, indent: string): string {
    if (typeof value !== 'object' || value === null || isHole(value)) return this.#scalar(value);
    const inner = indent + this.#layout.unit;
    if (Array.isArray(value)) {
      if (value.length === 0) return '[]';
      const items = value as readonly SnippetValue[];
      return items.map((item) => `\n${inner}- ${this.#yamlItem(item, `${inner}  `)}`).join('');
    }
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    return entries.map(([key, item]) => `\n${inner}${this.#yamlProperty(key, item, inner)}`).join('');
  }

  /** An object begins on the line of its dash. */
  #yamlItem(item: SnippetValue, indent: string): string {
    if (typeof item !== 'object' || item === null || isHole(item) || Array.isArray(item))
      return this.yaml(item, indent);
    return Object.entries(item)
      .map(([key, value]) => this.#yamlProperty(key, value, indent))
      .join(`\n${indent}`);
  }

  #yamlProperty(key: string, value: SnippetValue, indent: string): string {
    const head = this.#scalar(key);
    const body = this.yaml(value, indent);
    return `${head}:${body.startsWith('\n') ? body : ` ${body}`}`;
  }

  #scalar(value: string | number | boolean | null | Hole): string {
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value === 'string') return escapeSnippet(this.#quote(value));
    const number = ++this.#holes;
    const written = value.isRaw || value.hole === '' ? value.hole : this.#quote(value.hole);
    const isQuoted = written.startsWith('"') || (!value.isRaw && value.hole === '' && this.#layout.style !== 'yaml');
    const text = written.startsWith('"') ? written.slice(1, -1) : written;
    const filled = value.choices
      ? `\${${number}|${value.choices.map((each) => each.replaceAll(/[\\,|$}]/g, '\\$&')).join(',')}|}`
      : text === ''
        ? `$${number}`
        : `\${${number}:${escapeSnippet(text)}}`;
    return isQuoted ? `"${filled}"` : filled;
  }

  #quote(text: string): string {
    return this.#layout.style === 'yaml' ? printString(text, '', 'yaml') : JSON.stringify(text);
  }
}

function isScalar(value: SnippetValue): boolean {
  return typeof value !== 'object' || value === null || isHole(value);
}
