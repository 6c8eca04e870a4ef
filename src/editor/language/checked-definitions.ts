import type { Definition } from '../../asl/definition.ts';
import type { CheckOptions } from '../../validation/check-definition.ts';
import type { Finding } from '../../validation/finding.ts';
import { loadLanguage } from './load.ts';

interface Checked {
  readonly options: CheckOptions;
  readonly findings: Promise<readonly Finding[]>;
}

/**
 * What is wrong with a definition: looked for once, however many features ask, as long as it is checked with the same.
 * Diagnostics, outline and each designer ask with every change of a text.
 */
export class CheckedDefinitions {
  readonly #checked = new WeakMap<Definition, Checked>();

  check(definition: Definition, options: CheckOptions): Promise<readonly Finding[]> {
    const known = this.#checked.get(definition);
    if (known && isSame(known.options, options)) return known.findings;
    const findings = loadLanguage().then(({ checkDefinition }) => checkDefinition(definition, options));
    const checked = { options, findings };
    this.#checked.set(definition, checked);
    // Who asks next may have more luck, as with a chunk that could not be read.
    findings.catch(() => this.#checked.get(definition) === checked && this.#checked.delete(definition));
    return findings;
  }
}

function isSame(one: CheckOptions, other: CheckOptions): boolean {
  return (
    one.type === other.type &&
    one.machine === other.machine &&
    one.opinions === other.opinions &&
    one.ignored?.join() === other.ignored?.join()
  );
}
