/** A stretch of JSON text: whole elements of an array with the commas between them, or one `"key": value` of an object. */
export interface JsonRun {
  readonly kind: 'elements' | 'entry';
  readonly text: string;
}

/** What is wrong with the text, as the end of a sentence about it. */
export class JsonSplitError extends Error {
  /** The text is sound, but there is nothing to iterate over. */
  readonly scalar: boolean;
  constructor(message: string, scalar = false) {
    super(message);
    this.name = 'JsonSplitError';
    this.scalar = scalar;
  }
}

const [QUOTE, COMMA, COLON, OPEN_ARRAY, BACKSLASH, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  34, 44, 58, 91, 92, 93, 123, 125,
];

/** What must come next right inside a container on the path. */
type Phase = 'key' | 'colon' | 'value' | 'comma';

/**
 * Finds the array or object that `path` (the tokens of a JSON Pointer) leads to and cuts it into runs, holding no more
 * than one piece of text and one element. It only looks for where things end: whoever parses the runs finds what is
 * wrong inside them.
 */
export class JsonSplitter {
  readonly #path: readonly string[];
  #text = '';
  #at = 0;
  #inString = false;
  #escaped = false;
  #depth = 0;
  /** Containers entered on the way to the target. */
  #level = 0;
  #phase: Phase = 'value';
  #inObject = false;
  #token = '';
  #index = 0;
  #keyStart = -1;
  /** Where the run that is being collected starts; -1 outside the target. */
  #start = -1;
  #target: JsonRun['kind'] | undefined;
  #targetDepth = -1;
  #comma = -1;
  #handedOut = false;
  #done = false;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** The target was read to its end. */
  get done(): boolean {
    return this.#done;
  }

  /** Characters that were read and not handed out yet. */
  get pending(): number {
    return this.#text.length;
  }

  /** Takes the next piece of text and gives the runs that are whole by then. `last`: the text ends with this piece. */
  push(piece: string, last: boolean): JsonRun[] {
    const runs: JsonRun[] = [];
    this.#text += piece;
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at);
      if (this.#inString) this.#readString(code);
      else if (this.#done) {
        if (this.#path.length > 0) this.#at = this.#text.length - 1;
        else if (!isBlank(code)) throw new JsonSplitError('there is more text after its end');
      } else if (this.#start >= 0) this.#collect(code, runs);
      else if (this.#depth > this.#level) this.#skip(code);
      else if (!isBlank(code)) this.#seek(code);
      this.#at++;
    }
    if (last && !this.#done)
      throw new JsonSplitError(this.#level + this.#depth === 0 ? 'it is empty' : 'it ends in the middle');
    if (this.#target === 'elements' && this.#comma > this.#start) this.#handOut(this.#comma, runs);
    const keep = this.#start >= 0 ? this.#start : this.#keyStart >= 0 ? this.#keyStart : this.#at;
    this.#text = this.#text.slice(keep);
    this.#at -= keep;
    if (this.#start >= 0) this.#start = 0;
    if (this.#keyStart >= 0) this.#keyStart = 0;
    this.#comma = -1;
    return runs;
  }

  #readString(code: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === BACKSLASH) this.#escaped = true;
    else if (code === QUOTE) {
      this.#inString = false;
      if (this.#keyStart < 0) return;
      this.#token = parseKey(this.#text.slice(this.#keyStart, this.#at + 1));
      this.#keyStart = -1;
    }
  }

  /** Inside a value that is not on the path. */
  #skip(code: number): void {
    if (code === QUOTE) this.#inString = true;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) this.#depth++;
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) this.#depth--;
  }

  /** Inside the target. */
  #collect(code: number, runs: JsonRun[]): void {
    if (code === QUOTE) this.#inString = true;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) this.#depth++;
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      if (this.#depth-- > this.#targetDepth) return;
      if ((code === CLOSE_ARRAY) !== (this.#target === 'elements'))
        throw new JsonSplitError('its brackets do not match');
      const isEmpty = !this.#handedOut && this.#text.slice(this.#start, this.#at).trim() === '';
      if (!isEmpty) this.#handOut(this.#at, runs);
      this.#start = -1;
      this.#comma = -1;
      this.#done = true;
    } else if (code === COMMA && this.#depth === this.#targetDepth) {
      if (this.#target === 'entry') this.#handOut(this.#at, runs);
      else this.#comma = this.#at;
    }
  }

  #handOut(end: number, runs: JsonRun[]): void {
    const text = this.#text.slice(this.#start, end);
    if (text.trim() === '') throw new JsonSplitError('a value is missing beside a comma');
    if (this.#target !== undefined) runs.push({ kind: this.#target, text });
    this.#start = end + 1;
    this.#handedOut = true;
  }

  /** Right inside a container on the path, or before the root. */
  #seek(code: number): void {
    if (this.#level > 0 && (code === CLOSE_ARRAY || code === CLOSE_OBJECT)) throw this.#notFound();
    switch (this.#phase) {
      case 'key':
        if (code !== QUOTE) throw new JsonSplitError('a key is missing');
        this.#keyStart = this.#at;
        this.#inString = true;
        this.#phase = 'colon';
        break;
      case 'colon':
        if (code !== COLON) throw new JsonSplitError('a colon is missing after a key');
        this.#phase = 'value';
        break;
      case 'value':
        this.#beginValue(code);
        break;
      case 'comma':
        // The rest of a number, `true`, `false` or `null` that is passed over.
        if (code !== COMMA) return;
        this.#phase = this.#inObject ? 'key' : 'value';
        this.#token = String(++this.#index);
        break;
    }
  }

  #beginValue(code: number): void {
    const opens = code === OPEN_ARRAY || code === OPEN_OBJECT;
    const onPath = this.#level === 0 || this.#token === this.#path[this.#level - 1];
    if (onPath && this.#level === this.#path.length) {
      if (!opens) throw new JsonSplitError('Attempting to map over non-iterable node.', true);
      this.#target = code === OPEN_ARRAY ? 'elements' : 'entry';
      this.#targetDepth = ++this.#depth;
      this.#start = this.#at + 1;
    } else if (onPath) {
      if (!opens) throw this.#notFound();
      this.#depth++;
      this.#level++;
      this.#inObject = code === OPEN_OBJECT;
      this.#phase = this.#inObject ? 'key' : 'value';
      this.#index = 0;
      this.#token = '0';
    } else {
      this.#phase = 'comma';
      this.#skip(code);
    }
  }

  #notFound(): JsonSplitError {
    const pointer = this.#path.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return new JsonSplitError(`nothing stands at ItemsPointer ${pointer}`);
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function parseKey(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new JsonSplitError(`${text} is no key`);
  }
}
