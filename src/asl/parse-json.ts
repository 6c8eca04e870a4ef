import { JsonScanner, type JsonToken } from './json-scanner.ts';
import { JsonTree, type Frame } from './json-tree.ts';
import { readPlainJson } from './plain-json-reader.ts';
import { printJson } from './print-json.ts';
import { MAX_DEPTH, type StringNode, type Syntax, type SyntaxTree, type ValueNode } from './syntax.ts';

/** An unquoted `${Name}`, which DefinitionSubstitutions may turn into a number or an object. */
const RAW_SUBSTITUTION = /^\$\{[^{}"\r\n]*\}$/;

/**
 * Reads JSON into nodes with places. Never throws: what cannot be read is in `problems`, all else is in the tree.
 * Comments and trailing commas are read, and reported, since AWS reads neither. A key that is written twice is there
 * twice. An unquoted `${Name}` is a substitution whose `fn` is `Raw`.
 */
export function parseJsonSyntax(text: string): SyntaxTree {
  const root = readPlainJson(text);
  return root === undefined ? readTolerantJson(text) : { root, problems: [] };
}

/** The same by the reader that takes any text. */
export function readTolerantJson(text: string): SyntaxTree {
  return new JsonReader(text).read();
}

export const JSON_SYNTAX: Syntax = { format: 'json', read: parseJsonSyntax, print: printJson };

/** One run over one text. */
class JsonReader {
  readonly #text: string;
  readonly #scanner: JsonScanner;
  readonly #tree: JsonTree;
  #rootRead = false;
  #depthReported = false;
  /** End of the last token of the tree. */
  #end = 0;
  #comma = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tree = new JsonTree(text.length);
    this.#scanner = new JsonScanner(text);
  }

  read(): SyntaxTree {
    const tree = this.#tree;
    for (let token = this.#next(); token !== 'end'; token = this.#next()) {
      const frame = tree.top;
      if (frame !== undefined) this.#readInside(frame, token);
      else if (!this.#readRoot(token)) break;
      this.#end = this.#scanner.end;
    }
    if (tree.depth > 0) {
      tree.report('JSON_UNCLOSED', this.#end, this.#end, 'The text ends inside an object or array: close it.');
      while (tree.depth > 0) tree.close(this.#end);
    } else if (tree.root === undefined && tree.problems.length === 0) {
      tree.report('JSON_EMPTY', this.#text.length, this.#text.length, 'There is no JSON value here.');
    }
    return { root: tree.root, problems: tree.problems };
  }

  /** The next token that is neither white space nor comment, with what is wrong in it reported. */
  #next(): JsonToken {
    for (;;) {
      const token = this.#scanner.scan();
      const { problem } = this.#scanner;
      if (problem) this.#reportToken(problem.code, problem.message);
      if (token !== 'comment') return token;
      if (!problem) this.#reportToken('JSON_COMMENT', 'JSON has no comments, and AWS rejects this one: remove it.');
    }
  }

  /** False when nothing more is to be read. */
  #readRoot(token: JsonToken): boolean {
    if (this.#rootRead) {
      this.#reportToken('JSON_EXTRA', 'The JSON value ends before this: remove what follows it.');
      return false;
    }
    this.#rootRead = this.#readValue(token);
    return true;
  }

  #readInside(frame: Frame, token: JsonToken): void {
    if (token === '}' || token === ']') this.#readEnd(frame, token);
    else if (token === ',') this.#readComma(frame);
    else if (frame.kind === 'object') this.#readInObject(frame, token);
    else this.#readInArray(frame, token);
  }

  #readInObject(frame: Frame, token: JsonToken): void {
    const isColon = token === ':';
    const isString = token === 'string';
    switch (frame.expected) {
      case 'first':
      case 'entry':
        if (isColon) this.#reportToken('JSON_KEY', 'A key is missing before this colon.');
        else if (isString) this.#readKey(frame);
        else this.#readWrongKey(frame, token);
        return;
      case 'colon':
        if (isColon) {
          this.#tree.extendProperty(this.#scanner.end);
          frame.expected = 'value';
          return;
        }
        this.#reportMissing('JSON_COLON', 'A colon and a value are missing after this key.');
        // A string on a line of its own is the next key, of whatever is being typed above it.
        if (isString && this.#scanner.onNewLine) this.#readKey(frame);
        else this.#readEntry(frame, token);
        return;
      case 'value':
        if (isColon) this.#reportToken('JSON_VALUE', 'A value is missing here.');
        else this.#readEntry(frame, token);
        return;
      case 'comma':
        if (isColon) {
          this.#takeValueAsKey(frame);
          return;
        }
        this.#reportMissing('JSON_COMMA', 'A comma is missing here.');
        if (isString) this.#readKey(frame);
        else if (isOpening(token)) this.#open(token, false);
    }
  }

  #readInArray(frame: Frame, token: JsonToken): void {
    if (token === ':') {
      this.#reportToken('JSON_VALUE', 'An array has no keys: remove this colon.');
      return;
    }
    if (frame.expected === 'comma') this.#reportMissing('JSON_COMMA', 'A comma is missing here.');
    this.#readEntry(frame, token);
  }

  #readComma(frame: Frame): void {
    if (frame.expected !== 'comma') this.#reportToken('JSON_VALUE', 'A value is missing before this comma.');
    this.#comma = this.#scanner.start;
    frame.expected = 'entry';
  }

  #readEnd(frame: Frame, token: JsonToken): void {
    const kind = token === '}' ? 'object' : 'array';
    if (!this.#tree.isOpen(kind)) {
      this.#reportToken('JSON_EXTRA', 'This closes nothing: remove it.');
      return;
    }
    if (frame.expected === 'entry')
      this.#tree.report('JSON_TRAILING_COMMA', this.#comma, this.#comma + 1, 'Nothing follows this comma: remove it.');
    else if (frame.expected === 'colon' || frame.expected === 'value')
      this.#reportToken('JSON_VALUE', 'A value is missing before this.');
    if (frame.kind !== kind)
      this.#reportToken('JSON_CLOSE', `A ${frame.kind === 'object' ? '}' : ']'} is missing before this.`);
    while (this.#tree.top?.kind !== kind) this.#tree.close(this.#end);
    this.#tree.close(this.#scanner.end);
  }

  #readKey(frame: Frame): void {
    this.#tree.addKey(this.#stringNode(), this.#scanner.end);
    frame.expected = 'colon';
  }

  /** A key that is no string is taken as its text; where an object or array begins, there is no key at all. */
  #readWrongKey(frame: Frame, token: JsonToken): void {
    this.#reportToken('JSON_KEY', 'A key in quotation marks is missing here.');
    if (isOpening(token)) {
      frame.expected = 'comma';
      this.#open(token, false);
    } else this.#readKey(frame);
  }

  /** `"Next": "End": true`, as it stands while a value is being typed: what was read as the value is the next key. */
  #takeValueAsKey(frame: Frame): void {
    const taken = this.#tree.takeString();
    if (taken === undefined) {
      this.#reportToken('JSON_COMMA', 'A comma and a key are missing before this.');
      return;
    }
    this.#tree.report('JSON_VALUE', taken.key.start, taken.key.end, 'This key has no value.');
    this.#tree.addKey(taken.value, this.#scanner.end);
    frame.expected = 'value';
  }

  #readEntry(frame: Frame, token: JsonToken): void {
    frame.expected = 'comma';
    this.#readValue(token);
  }

  /** False when no value begins here. */
  #readValue(token: JsonToken): boolean {
    if (isOpening(token)) {
      this.#open(token, true);
      return true;
    }
    const node = this.#scalar(token);
    if (node) this.#tree.put(node);
    else this.#reportToken('JSON_VALUE', 'This is no JSON value. Strings need quotation marks.');
    return node !== undefined;
  }

  #open(token: JsonToken, kept: boolean): void {
    const kind = token === '{' ? 'object' : 'array';
    const start = this.#scanner.start;
    if (this.#tree.depth < MAX_DEPTH) {
      this.#tree.open(kind, start, kept);
      return;
    }
    if (!this.#depthReported)
      this.#reportToken('JSON_TOO_DEEP', `More than ${MAX_DEPTH} objects and arrays inside each other: not read.`);
    this.#depthReported = true;
    this.#skipToEnd();
    this.#tree.open(kind, start, kept);
    this.#tree.close(this.#scanner.end);
  }

  #skipToEnd(): void {
    for (let depth = 1; depth > 0;) {
      const token = this.#next();
      if (token === 'end') return;
      if (isOpening(token)) depth++;
      else if (token === '}' || token === ']') depth--;
    }
  }

  #scalar(token: JsonToken): ValueNode | undefined {
    const start = this.#scanner.start;
    const end = this.#scanner.end;
    switch (token) {
      case 'string':
        return this.#stringNode();
      case 'number': {
        const raw = this.#scanner.value;
        const value = Number(raw);
        if (!Number.isFinite(value)) this.#reportToken('JSON_NUMBER', 'This number is too large.');
        return { kind: 'number', value, raw, start, end };
      }
      case 'true':
      case 'false':
        return { kind: 'boolean', value: token === 'true', start, end };
      case 'null':
        return { kind: 'null', start, end };
      default:
        return this.#rawSubstitution(start);
    }
  }

  #rawSubstitution(start: number): ValueNode | undefined {
    if (!this.#text.startsWith('${', start)) return undefined;
    const end = this.#text.indexOf('}', start) + 1;
    const value = this.#text.slice(start, end);
    if (!RAW_SUBSTITUTION.test(value)) return undefined;
    this.#scanner.extendTo(end);
    return { kind: 'substitution', fn: 'Raw', argument: { kind: 'string', value, start, end }, start, end };
  }

  #stringNode(): StringNode {
    const start = this.#scanner.start;
    return { kind: 'string', value: this.#scanner.value, start, end: this.#scanner.end };
  }

  #reportToken(code: string, message: string): void {
    this.#tree.report(code, this.#scanner.start, this.#scanner.end, message);
  }

  /** Something is missing between the last token and this one. */
  #reportMissing(code: string, message: string): void {
    this.#tree.report(code, this.#end, this.#end, message);
  }
}

function isOpening(token: JsonToken): boolean {
  return token === '{' || token === '[';
}
