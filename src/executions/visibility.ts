/** Whether somebody sees what is followed: a page tells it, and who follows waits while nobody does. */
export class Visibility {
  #visible: boolean;
  #waiting: (() => void)[] = [];

  constructor(visible = true) {
    this.#visible = visible;
  }

  get visible(): boolean {
    return this.#visible;
  }

  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible) for (const go of this.#waiting.splice(0)) go();
  }

  /** How many wait; for tests. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is visible, at once where it is; rejects with the signal's reason. */
  async whenVisible(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#visible) return;
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        this.#waiting = this.#waiting.filter((each) => each !== go);
        reject(signal?.reason instanceof Error ? signal.reason : new DOMException('Stopped', 'AbortError'));
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiting.push(go);
    });
  }
}
