import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { formatOf, parseDefinition } from '../../src/asl/parse.ts';
import { printDefinition } from '../../src/asl/print.ts';
import { toJson } from '../../src/asl/values.ts';
import { planGesture } from '../../src/design/plan-gesture.ts';
import { layoutDefinition } from '../../src/graph/layout.ts';
import { validateDefinition } from '../../src/validation/validate.ts';
import { runGestures } from '../tools/gesture-check.ts';
import { messUp } from '../tools/mess-maker.ts';
import { findCrossings, findOverlaps } from '../tools/picture-faults.ts';
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
      const differs = (['json', 'yaml'] as const).filter((format) => {
        const again = parseDefinition(printDefinition(value, format), format).root;
        return !again || !isDeepStrictEqual(toJson(again), value);
      });
      return differs.length === 0 ? undefined : `printed as ${differs.join(' and ')} it reads differently`;
    }),
    group('layout', (file) => {
      const graph = layoutDefinition(read(file));
      return graph.nodes.length === 0 ? 'nothing was drawn' : findOverlaps(graph)[0];
    }),
    group('edges', (file) => {
      const graph = layoutDefinition(read(file));
      return graph.edges.length === 0 ? 'no line was drawn' : findCrossings(graph)[0];
    }),
    group('gestures', (file) => {
      const { root } = read(file);
      if (!root) return 'nothing was read';
      // Each file in a mess of its own: half of them as JSON, half as YAML.
      const seed = files.indexOf(file);
      const format = seed % 2 === 0 ? 'json' : 'yaml';
      return runGestures(messUp(toJson(root), format, seed, { jsonComments: true }), format, seed, 4, planGesture)
        .fault;
    }),
    group('no-errors', (file) => {
      const errors = validateDefinition(read(file)).filter(({ severity }) => severity === 'error');
      return errors.length === 0 ? undefined : errors.map(describe).join(' | ');
    }),
  ];
}
