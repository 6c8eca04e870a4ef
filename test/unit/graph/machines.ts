import { parseDefinition } from '../../../src/asl/parse.ts';
import type { Definition } from '../../../src/asl/definition.ts';
import type { JsonObject } from '../../../src/asl/json.ts';
import type { Graph, GraphNode } from '../../../src/protocol/graph.ts';
import fc from 'fast-check';

export function define(machine: JsonObject): Definition {
  return parseDefinition(JSON.stringify(machine), 'json');
}

/** What is wrong with a picture: siblings that overlap, children outside their parent, lines that run through a box. */
export function findFaults(graph: Graph): string[] {
  const faults: string[] = [];
  const byParent = new Map<string | undefined, GraphNode[]>();
  for (const node of graph.nodes) byParent.set(node.parent, [...(byParent.get(node.parent) ?? []), node]);
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  if (byId.size !== graph.nodes.length) faults.push('an id is there twice');
  for (const [parent, nodes] of byParent) {
    const space = parent === undefined ? graph : byId.get(parent)!;
    for (const node of nodes)
      if (
        node.x < 0 ||
        node.y < 0 ||
        node.x + node.width > space.width + 0.01 ||
        node.y + node.height > space.height + 0.01
      )
        faults.push(`${node.id} leaves ${parent ?? 'the picture'}`);
    faults.push(...findOverlaps(nodes));
  }
  for (const { from, to, points } of graph.edges) {
    const a = byId.get(from);
    const b = byId.get(to);
    if (a === undefined || b === undefined) {
      faults.push(`${from} → ${to} has an end that is not there`);
      continue;
    }
    if (a.parent !== b.parent) faults.push(`${from} → ${to} crosses scopes`);
    for (const node of byParent.get(a.parent) ?? [])
      for (let at = 1; at < points.length; at++)
        if (crosses(points[at - 1]!, points[at]!, node)) faults.push(`${from} → ${to} runs through ${node.id}`);
  }
  return faults;
}

function findOverlaps(nodes: readonly GraphNode[]): string[] {
  const faults: string[] = [];
  const sorted = [...nodes].sort((a, b) => a.y - b.y);
  sorted.forEach((a, index) => {
    for (let at = index + 1; at < sorted.length; at++) {
      const b = sorted[at]!;
      if (b.y >= a.y + a.height) break;
      if (a.x < b.x + b.width && b.x < a.x + a.width) faults.push(`${a.id} overlaps ${b.id}`);
    }
  });
  return faults;
}

type At = { readonly x: number; readonly y: number };

function crosses(a: At, b: At, { x, y, width, height }: GraphNode): boolean {
  const inset = 0.5;
  return (
    Math.max(a.x, b.x) > x + inset &&
    Math.min(a.x, b.x) < x + width - inset &&
    Math.max(a.y, b.y) > y + inset &&
    Math.min(a.y, b.y) < y + height - inset
  );
}

/** Machines of every shape: loops, joins, catches, dangling targets, unreachable states, nested Map and Parallel. */
export function machines(depth = 2): fc.Arbitrary<JsonObject> {
  return fc.integer({ min: 1, max: depth === 2 ? 14 : 5 }).chain((count) => {
    const name = fc.integer({ min: 0, max: count }).map((index) => `S${index}`);
    const state = stateOf(name, depth);
    return fc
      .record({ start: name, states: fc.array(state, { minLength: count, maxLength: count }) })
      .map(({ start, states }) => ({
        StartAt: start,
        States: Object.fromEntries(states.map((value, index) => [`S${index}`, value])),
      }));
  });
}

function stateOf(name: fc.Arbitrary<string>, depth: number): fc.Arbitrary<JsonObject> {
  const next = fc.oneof(
    { weight: 3, arbitrary: name.map((Next): JsonObject => ({ Next })) },
    { weight: 1, arbitrary: fc.constant<JsonObject>({ End: true }) },
    { weight: 1, arbitrary: fc.constant<JsonObject>({}) },
  );
  const caught = fc.array(
    name.map((Next) => ({ ErrorEquals: ['States.ALL'], Next })),
    { maxLength: 2 },
  );
  const plain = fc.record({ next, caught }).map(({ next: onward, caught: Catch }): JsonObject => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    ...onward,
    Catch,
  }));
  const choice = fc
    .record({ targets: fc.array(name, { maxLength: 5 }), fallback: name })
    .map(({ targets, fallback }): JsonObject => ({
      Type: 'Choice',
      Choices: targets.map((Next, index) => ({ Variable: '$.a', NumericEquals: index, Next })),
      Default: fallback,
    }));
  const ending = fc.constantFrom<JsonObject>({ Type: 'Fail' }, { Type: 'Succeed' }, { Type: 'Wat' });
  const options = [
    { weight: 6, arbitrary: plain },
    { weight: 3, arbitrary: choice },
    { weight: 1, arbitrary: ending },
  ];
  if (depth > 0) {
    const region = fc
      .record({ inner: fc.array(machines(depth - 1), { minLength: 1, maxLength: 3 }), next, map: fc.boolean() })
      .map(({ inner, next: onward, map }): JsonObject =>
        map ? { Type: 'Map', ItemProcessor: inner[0]!, ...onward } : { Type: 'Parallel', Branches: inner, ...onward },
      );
    options.push({ weight: 2, arbitrary: region });
  }
  return fc.oneof(...options);
}
