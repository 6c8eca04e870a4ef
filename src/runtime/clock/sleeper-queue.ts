export interface Sleeper {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly wake: () => void;
  /** Among equals, who came first wakes first. */
  readonly order: number;
  removed: boolean;
}

/** Below this many removed sleepers the heap is not cleaned up. */
const FEW = 64;

/**
 * A binary heap of sleepers, the earliest first. Removed ones are passed over when they come up, and swept out when
 * they are the larger half.
 */
export class SleeperQueue {
  #heap: Sleeper[] = [];
  #removed = 0;
  #order = 0;

  add(until: number, wake: () => void): Sleeper {
    const sleeper = { until, wake, order: this.#order++, removed: false };
    this.#heap.push(sleeper);
    this.#rise(this.#heap.length - 1);
    return sleeper;
  }

  remove(sleeper: Sleeper): void {
    sleeper.removed = true;
    this.#removed++;
    if (this.#removed > FEW && this.#removed * 2 > this.#heap.length) this.#sweep();
  }

  takeFirst(): Sleeper | undefined {
    for (let first = this.#pop(); first !== undefined; first = this.#pop()) {
      if (!first.removed) return first;
      this.#removed--;
    }
    return undefined;
  }

  /** A sorted list is a heap. */
  #sweep(): void {
    this.#heap = this.#heap
      .filter(({ removed }) => !removed)
      .sort((one, other) => one.until - other.until || one.order - other.order);
    this.#removed = 0;
  }

  #pop(): Sleeper | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.#heap[0] = last;
    this.#sink(0);
    return first;
  }

  #rise(from: number): void {
    for (let child = from; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #sink(from: number): void {
    for (let parent = from; ;) {
      let first = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
      if (first === parent) return;
      this.#swap(first, parent);
      parent = first;
    }
  }

  #isBefore(left: number, right: number): boolean {
    const one = this.#heap[left];
    const other = this.#heap[right];
    if (one === undefined || other === undefined) return false;
    return one.until < other.until || (one.until === other.until && one.order < other.order);
  }

  #swap(left: number, right: number): void {
    const one = this.#heap[left];
    const other = this.#heap[right];
    if (one === undefined || other === undefined) return;
    this.#heap[left] = other;
    this.#heap[right] = one;
  }
}
