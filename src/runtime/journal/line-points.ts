import type { JsonObject, JsonValue } from '../../asl/json.ts';
import type { InsideStart } from '../interpreter/execution-journal.ts';
import type { InsidePoint, LinePoint } from '../interpreter/resume-point.ts';
import type { ReadEvent } from './event-records.ts';

/** What a line of states has come to, with `T` in the place of values: see LinePoint. */
interface Line<T> {
  state: string | undefined;
  /** Of the state, or of the line when it is done; undefined: the line has not begun. */
  value: T | undefined;
  /** What each exited state has assigned, in order. */
  readonly assigned: T[];
  last: number;
  entered: { readonly id: number; readonly before: number; readonly time: number } | undefined;
  inside: Inside<T> | undefined;
}

type Inside<T> =
  | { readonly kind: 'BRANCHES' | 'ITERATIONS'; readonly value: T; readonly lines: readonly Line<T>[] }
  | { readonly kind: 'MAP_RUN'; readonly mapRunArn: string };

/**
 * Follows an execution's lines by what is told of them, and gives at any moment the resume point that `pointOf` would
 * give. Lines are numbered within an attempt; 0 is the machine's own.
 */
export class LinePoints<T> {
  readonly #root: Line<T> = newLine();
  #lines = new Map<number, Line<T>>([[0, this.#root]]);

  /** A new attempt: it takes the lines up by new numbers. */
  beginAttempt(): void {
    this.#lines = new Map([[0, this.#root]]);
  }

  openLine(line: number, of: number, index: number, last: number): void {
    const inside = this.#lines.get(of)?.inside;
    const found = inside === undefined || inside.kind === 'MAP_RUN' ? undefined : inside.lines[index];
    if (found === undefined) throw new SyntaxError('A record opens a line that nothing begins.');
    if (found.value === undefined) found.last = last;
    this.#lines.set(line, found);
  }

  beginInside(line: number, start: InsideStart<T>): void {
    const found = this.#find(line);
    if (start.kind === 'MAP_RUN') {
      found.inside = start;
      return;
    }
    const { kind, value, count } = start;
    if (start.isResumed && found.inside?.kind === kind) return;
    found.inside = { kind, value, lines: Array.from({ length: count }, () => newLine<T>()) };
  }

  /** `id`: of the event. */
  tell(id: number, event: ReadEvent<T>): void {
    if (event.line === undefined) return;
    const line = this.#find(event.line);
    line.last = id;
    if (event.type.endsWith('StateEntered')) {
      line.state = event.name;
      line.value = event.value;
      line.entered = { id, before: event.previous, time: event.time };
      line.inside = undefined;
    } else if (event.type.endsWith('StateExited')) {
      line.state = event.next;
      line.value = event.value;
      line.entered = undefined;
      line.inside = undefined;
      if (event.assigned !== undefined) line.assigned.push(event.assigned);
    }
  }

  point(valueOf: (value: T) => JsonValue): LinePoint {
    return pointOfLine(this.#root, valueOf);
  }

  #find(line: number): Line<T> {
    const found = this.#lines.get(line);
    if (found === undefined) throw new SyntaxError('A record tells of a line that was not opened.');
    return found;
  }
}

function newLine<T>(): Line<T> {
  return { state: undefined, value: undefined, assigned: [], last: 0, entered: undefined, inside: undefined };
}

function pointOfLine<T>(line: Line<T>, valueOf: (value: T) => JsonValue): LinePoint {
  if (line.value === undefined) return null;
  const input = valueOf(line.value);
  if (line.state === undefined) return { output: input };
  const variables = Object.assign({}, ...line.assigned.map(valueOf)) as JsonObject;
  const { state, last, entered, inside } = line;
  return { state, input, variables, last, entered, inside: inside && insidePoint(inside, valueOf) };
}

function insidePoint<T>(inside: Inside<T>, valueOf: (value: T) => JsonValue): InsidePoint {
  if (inside.kind === 'MAP_RUN') return inside;
  const lines = inside.lines.map((line) => pointOfLine(line, valueOf));
  const value = valueOf(inside.value);
  return inside.kind === 'BRANCHES'
    ? { kind: 'BRANCHES', payload: value, branches: lines }
    : { kind: 'ITERATIONS', items: value as JsonValue[], iterations: lines };
}
