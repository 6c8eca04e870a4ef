interface Entry {
  readonly time: number;
  /** Of two at the same time the one that was added first comes first. */
  readonly order: number;
  readonly run: () => void;
}

/** What is to happen, the earliest first. */
export class EventHeap {
  readonly #entries: Entry[] = [];
  #order = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** When the first of them is to happen; Infinity when there is none. */
  get firstTime(): number {
    return this.#entries[0]?.time ?? Infinity;
  }

  add(time: number, run: () => void): void {
    const entries = this.#entries;
    const entry = { time, order: this.#order++, run };
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = entries[above];
      if (other === undefined || isBefore(other, entry)) break;
      entries[at] = other;
      at = above;
    }
    entries[at] = entry;
  }

  take(): Entry | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = entries[below];
      const right = entries[below + 1];
      if (child === undefined) break;
      if (right !== undefined && isBefore(right, child)) {
        below++;
        child = right;
      }
      if (!isBefore(child, last)) break;
      entries[at] = child;
      at = below;
    }
    entries[at] = last;
    return first;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);
