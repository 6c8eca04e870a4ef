import { MAX_VARIABLE_BYTES, MAX_VARIABLES_BYTES } from '../../asl/quotas.ts';
import type { VariableReader } from '../../asl/expressions/expression.ts';
import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { sizeOf } from './size.ts';

/**
 * The workflow variables of one scope. Inner scopes read the outer ones' and keep what they assign to themselves; the
 * iterations of a Map that assign nothing cost nothing.
 */
export class Variables implements VariableReader {
  readonly #outer: Variables | undefined;
  #own: Map<string, JsonValue> | undefined;
  /** Bytes of each own variable; empty while nobody asks. */
  #sizes: Map<string, number> | undefined;

  /** `own`: what this scope has assigned already. */
  constructor(outer?: Variables, own?: JsonObject) {
    this.#outer = outer;
    if (own) this.assign(own);
  }

  /** What this scope has assigned, without the outer ones' variables. */
  get own(): JsonObject {
    return Object.fromEntries(this.#own ?? []);
  }

  get(name: string): JsonValue | undefined {
    const own = this.#own?.get(name);
    if (own !== undefined) return own;
    return this.#outer === undefined ? undefined : this.#outer.get(name);
  }

  assign(values: JsonObject): void {
    this.#own ??= new Map<string, JsonValue>();
    for (const [name, value] of Object.entries(values)) this.#own.set(name, value);
  }

  /**
   * Whether `values` would make a variable, what one state assigns, or all variables that are seen from here larger
   * than AWS allows. To be called before each `assign`, as it keeps the count.
   * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
   */
  isOverLimit(values: JsonObject): boolean {
    const sizes = (this.#sizes ??= new Map());
    let assigned = 0;
    for (const [name, value] of Object.entries(values)) {
      const size = sizeOf(value);
      sizes.set(name, size);
      assigned += size;
    }
    return assigned > MAX_VARIABLE_BYTES || this.#totalSize() > MAX_VARIABLES_BYTES;
  }

  #totalSize(): number {
    let total = this.#outer === undefined ? 0 : this.#outer.#totalSize();
    for (const size of this.#sizes?.values() ?? []) total += size;
    return total;
  }
}
