import { parseDefinition } from '../../src/asl/parse.ts';
import type { JsonObject } from '../../src/asl/json.ts';
import { layoutDefinition } from '../../src/graph/layout.ts';
import { renderSvg } from '../../src/graph/render-svg.ts';
import { compareCpu } from './measure.ts';

/** A chain of states in which every third catches to one handler: what layered layouts with dummy nodes choke on. */
function chainOf(count: number): string {
  const states: JsonObject = {};
  for (let index = 0; index < count - 1; index++)
    states[`State ${index}`] = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      ...(index === count - 2 ? { End: true } : { Next: `State ${index + 1}` }),
      ...(index % 3 === 0 ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Handler' }] } : {}),
    };
  states.Handler = { Type: 'Fail', Error: 'Broken' };
  return JSON.stringify({ StartAt: 'State 0', States: states });
}

/** Choices one after the other, each with three branches that join again. */
function diamondsOf(count: number): string {
  const states: JsonObject = {};
  const diamonds = Math.floor(count / 4);
  for (let index = 0; index < diamonds; index++) {
    const next = index === diamonds - 1 ? { End: true } : { Next: `Choice ${index + 1}` };
    states[`Choice ${index}`] = {
      Type: 'Choice',
      Choices: ['a', 'b'].map((way) => ({ Variable: '$.way', StringEquals: way, Next: `${way} ${index}` })),
      Default: `c ${index}`,
    };
    for (const way of ['a', 'b', 'c']) states[`${way} ${index}`] = { Type: 'Pass', ...next };
  }
  return JSON.stringify({ StartAt: 'Choice 0', States: states });
}

/** Prints CPU milliseconds of layout and drawing beside those of parsing the same text, and how they grow. */
export async function run(): Promise<void> {
  for (const [shape, make] of [
    ['chain with catches', chainOf],
    ['diamonds', diamondsOf],
  ] as const)
    for (const count of [250, 1000, 4000]) {
      const text = make(count);
      const definition = parseDefinition(text, 'json');
      const graph = layoutDefinition(definition);
      const spent = await compareCpu({
        parse: () => parseDefinition(text, 'json'),
        layout: () => layoutDefinition(definition),
        draw: () => renderSvg(graph),
      });
      const { parse = 0, layout = 0, draw = 0 } = spent;
      console.log(
        `  ${shape}, ${count} states: layout ${layout.toFixed(1)} ms (${(layout / parse).toFixed(1)} × parsing), SVG ${draw.toFixed(1)} ms`,
      );
    }
}
