import { describe, expect, it } from 'vitest';
import { formatOf, parseDefinition } from '../../../src/asl/parse.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { renderSvg } from '../../../src/graph/render-svg.ts';
import { PATTERNS } from '../../../src/scaffold/patterns.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';
import { findFaults } from '../../tools/picture-faults.ts';

/** A custom pipeline has no definition: the picture of its template is in layout-pipeline.test.ts. */
const WITH_DEFINITION = PATTERNS.filter(({ id }) => id !== 'custom-pipeline');

describe('the picture of a scaffold', () => {
  it.each(WITH_DEFINITION.map((pattern) => [pattern.id, pattern] as const))(
    'is the one of %s that was looked at',
    async (id, pattern) => {
      const graph = await drawScaffold(pattern);
      expect(findFaults(graph)).toEqual([]);
      const svg = renderSvg(graph, { title: id });
      const body = svg.replace(/<style>[\s\S]*<\/style>/, '').replaceAll('><', '>\n<');
      await expect(body).toMatchFileSnapshot(`../../fixtures/pictures/${id}.svg`);
    },
  );

  it.each(WITH_DEFINITION.map((pattern) => [pattern.id, pattern] as const))(
    'of %s is the same in JSON and YAML',
    async (_, pattern) => {
      expect(await drawScaffold(pattern, 'yaml')).toEqual(await drawScaffold(pattern, 'json'));
    },
  );
});

async function drawScaffold(pattern: (typeof PATTERNS)[number], format?: string) {
  const { files = [] } = await scaffoldProject(pattern, format === undefined ? {} : { format });
  const definition = files.find(({ path }) => /\.asl\.(json|ya?ml)$/.test(path));
  if (typeof definition?.contents !== 'string') throw new Error(`${pattern.id} has no definition`);
  return layoutDefinition(parseDefinition(definition.contents, formatOf(definition.path)));
}
