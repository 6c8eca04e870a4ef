import { parseDefinition } from '../../src/asl/parse.ts';
import type { JsonObject } from '../../src/asl/json.ts';
import { layoutDefinition } from '../../src/graph/layout.ts';
import { renderSvg } from '../../src/graph/render-svg.ts';

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

function cpuMilliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Prints CPU milliseconds of layout and drawing, median of 5 after warming up, and how they grow. */
export function run(): void {
  for (const [shape, make] of [
    ['chain with catches', chainOf],
    ['diamonds', diamondsOf],
  ] as const)
    for (const count of [250, 1000, 4000]) {
      const definition = parseDefinition(make(count), 'json');
      const rounds = Array.from({ length: 7 }, () => {
        let graph = layoutDefinition({ ...definition, machine: undefined });
        const layout = cpuMilliseconds(() => (graph = layoutDefinition(definition)));
        const draw = cpuMilliseconds(() => renderSvg(graph));
        return { layout, draw };
      }).slice(2);
      const layout = median(rounds.map((round) => round.layout));
      const draw = median(rounds.map((round) => round.draw));
      console.log(`layout  ${shape}, ${count} states: ${layout.toFixed(1)} ms, SVG ${draw.toFixed(1)} ms`);
    }
}
