import type { VariableReader } from '../../asl/expressions/expression.ts';
import type { JsonObject, JsonValue } from '../../asl/json.ts';

/**
 * The workflow variables of one scope. Inner scopes read the outer ones' and keep what they assign to themselves; the
 * iterations of a Map that assign nothing cost nothing.
 */
export class Variables implements VariableReader {
  readonly #outer: Variables | undefined;
  #own: Map<string, JsonValue> | undefined;

  constructor(outer?: Variables) {
    this.#outer = outer;
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
}
