import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { formatOf, parseDefinition } from '../../src/asl/parse.ts';
import { toJson } from '../../src/asl/values.ts';
import { validateDefinition } from '../../src/validation/validate.ts';
import { listFiles, readText, type CorpusGroup } from './corpus.ts';
import { describe } from './validation.ts';

/** Published state machines: read, printed again, and free of errors but for those that are faults of theirs. */
export function realworldGroups(shared: string): CorpusGroup[] {
  const folder = path.join(shared, 'realworld');
  const files = listFiles(folder).filter((file) => /\.(json|ya?ml|asl)$/i.test(file));
  const group = (name: string, check: (file: string) => string | undefined): CorpusGroup => ({
    name: `realworld/${name}`,
    cases: files.map((file) => ({ name: file, exception: undefined, check: () => check(file) })),
  });
  const read = (file: string) => parseDefinition(readText(folder, file), formatOf(file));
  return [
    group('parse', (file) => {
      const { problems, machine } = read(file);
      if (problems[0]) return problems[0].message;
      return machine && machine.states.length > 0 ? undefined : 'no states';
    }),
    group('round-trip', (file) => {
      const { root } = read(file);
      if (!root) return 'nothing was read';
      const value = toJson(root);
      const again = parseDefinition(JSON.stringify(value, undefined, 2), 'json').root;
      return again && isDeepStrictEqual(toJson(again), value) ? undefined : 'the printed text reads differently';
    }),
    group('no-errors', (file) => {
      const errors = validateDefinition(read(file)).filter(({ severity }) => severity === 'error');
      return errors.length === 0 ? undefined : errors.map(describe).join(' | ');
    }),
  ];
}
