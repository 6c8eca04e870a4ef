import type { JsonValue } from '../../asl/json.ts';
import type { ResultFileEntry } from '../map-run/result-file.ts';
import { RESULT_KINDS, type CarriedResults, type ResultKind } from '../map-run/result-sink.ts';
import type { Disk } from './disk.ts';
import type { Place } from './journal-file.ts';
import type { StoredChild } from './stored-child.ts';
import { readValue } from './stored-execution.ts';

/** The results of a Map Run's children that succeeded, as its records tell them. */
export class StoredResults {
  readonly #disk: Disk;
  readonly #child: (index: number) => StoredChild;
  /** Children in the order of their success. */
  readonly #order: number[] = [];
  /** How many texts the result of a child has, where it is not one. */
  readonly #texts = new Map<number, number>();
  readonly #succeeded: ResultFileEntry[] = [];
  readonly #files: Record<ResultKind, number> = { FAILED: 0, PENDING: 0, SUCCEEDED: 0 };
  /** So many children are in files that are whole, and so many texts of the next one. */
  #writtenChildren = 0;
  #writtenTexts = 0;

  constructor(disk: Disk, child: (index: number) => StoredChild) {
    this.#disk = disk;
    this.#child = child;
  }

  add(index: number): void {
    this.#order.push(index);
  }

  setTexts(index: number, count: number): void {
    this.#texts.set(index, count);
  }

  /** `head`: of the record, which is `MapRunWriter.closeFile`'s. */
  closeFile([, , kind, key, size, texts]: readonly unknown[]): void {
    const known = RESULT_KINDS.find((each) => each === kind);
    if (known === undefined) throw new SyntaxError('A record tells of a result file of an unknown kind.');
    this.#files[known]++;
    if (known !== 'SUCCEEDED') return;
    this.#succeeded.push({ Key: String(key), Size: Number(size) });
    this.#writtenTexts += Number(texts);
    for (; this.#writtenChildren < this.#order.length; this.#writtenChildren++) {
      const count = this.#countOf(this.#writtenChildren);
      if (count > this.#writtenTexts || this.#writtenTexts === 0) return;
      this.#writtenTexts -= count;
    }
  }

  /** What the next attempt goes on with. */
  carry(isInFiles: boolean): CarriedResults {
    if (isInFiles)
      return {
        kind: 'FILES',
        succeeded: this.#succeeded,
        files: this.#files,
        unwritten: { [Symbol.iterator]: () => this.#readUnwritten() },
      };
    const values: (readonly JsonValue[] | undefined)[] = [];
    for (const index of this.#order) {
      const places = this.#child(index).result?.places;
      values[index] = places?.map((place) => readValue(this.#disk, place));
    }
    return { kind: 'VALUES', values };
  }

  /** In which bulk file each result lies that is in no whole file yet, and how many of its texts are left. */
  known(): (readonly [file: number, texts: number])[] {
    return this.#order.slice(this.#writtenChildren).flatMap((index, at) => {
      const file = this.#child(index).result?.file;
      const count = this.#countOf(this.#writtenChildren + at) - (at === 0 ? this.#writtenTexts : 0);
      return file === undefined ? [] : [[file, count] as const];
    });
  }

  *#readUnwritten(): Generator<readonly string[]> {
    for (let at = this.#writtenChildren; at < this.#order.length; at++) {
      const places = this.#child(this.#order[at] ?? 0).result?.places ?? [];
      yield places.slice(at === this.#writtenChildren ? this.#writtenTexts : 0).map((place) => this.#readText(place));
    }
  }

  #readText({ path, offset, length }: Place): string {
    return this.#disk.read(path, offset, length).toString('utf8');
  }

  #countOf(at: number): number {
    return this.#texts.get(this.#order[at] ?? 0) ?? 1;
  }
}
