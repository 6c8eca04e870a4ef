/**
 * What is torn down together: an execution, the branches of a Parallel, the iterations of a Map. A plain flag for the
 * states that run straight through, a signal only for those that wait.
 */
export class Group {
  /** Undefined while it goes on. */
  reason: Error | undefined;
  readonly #parent: Group | undefined;
  #children: Set<Group> | undefined;
  #controller: AbortController | undefined;

  constructor(parent?: Group) {
    this.#parent = parent;
    this.reason = parent?.reason;
    if (parent) (parent.#children ??= new Set()).add(this);
  }

  /** Aborted with `reason` when the group is. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.reason) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  cancel(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    for (const child of this.#children ?? []) child.cancel(reason);
    this.#controller?.abort(reason);
  }

  /** Its owner has come to an end. */
  leave(): void {
    if (this.#parent) this.#parent.#children?.delete(this);
  }
}
