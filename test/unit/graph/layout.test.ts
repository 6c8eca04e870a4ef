import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOf, parseDefinition } from '../../../src/asl/parse.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { findFaults } from '../../tools/picture-faults.ts';
import { define, machines } from './machines.ts';

const REAL_WORLD = path.resolve(process.env.FANOUT_SHARED ?? '../shared', 'realworld');

describe('layoutDefinition', () => {
  it('keeps siblings apart and lines off the boxes, whatever the machine', () => {
    fc.assert(
      fc.property(machines(), (machine) => {
        expect(findFaults(layoutDefinition(define(machine)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!existsSync(REAL_WORLD))('does so for every published machine', () => {
    const files = globSync('**/*.{json,yaml,yml}', { cwd: REAL_WORLD });
    expect(files.length).toBeGreaterThan(200);
    for (const file of files) {
      const definition = parseDefinition(readFileSync(path.join(REAL_WORLD, file), 'utf8'), formatOf(file));
      const graph = layoutDefinition(definition);
      expect(findFaults(graph), file).toEqual([]);
      expect(graph.nodes.length, file).toBeGreaterThan(1);
    }
  });

  it('draws every state and transition once', () => {
    const graph = layoutDefinition(
      define({
        StartAt: 'A',
        States: {
          A: { Type: 'Task', Next: 'B', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }] },
          B: { Type: 'Pass', End: true },
          H: { Type: 'Fail' },
        },
      }),
    );
    expect(graph.nodes.map(({ id }) => id)).toEqual(['#start', '/States/A', '/States/B', '/States/H', '#end']);
    expect(graph.edges.map(({ from, to, kind, label }) => [from, to, kind, label])).toEqual([
      ['#start', '/States/A', 'start', undefined],
      ['/States/A', '/States/B', 'next', undefined],
      ['/States/A', '/States/H', 'catch', 'States.ALL'],
      ['/States/B', '#end', 'end', undefined],
    ]);
  });

  it('puts what comes later lower, and the handler beside the straight main flow', () => {
    const graph = layoutDefinition(
      define({
        StartAt: 'A',
        States: {
          A: { Type: 'Task', Next: 'B', Catch: [{ ErrorEquals: ['X'], Next: 'H' }] },
          B: { Type: 'Task', Next: 'C', Catch: [{ ErrorEquals: ['Y'], Next: 'H' }] },
          C: { Type: 'Pass', End: true },
          H: { Type: 'Pass', Next: 'C' },
        },
      }),
    );
    const node = (name: string) => graph.nodes.find((each) => each.name === name)!;
    const middle = (name: string) => node(name).x + node(name).width / 2;
    expect(middle('A')).toBe(middle('B'));
    expect(middle('B')).toBe(middle('C'));
    expect(middle('H')).toBeGreaterThan(middle('A'));
    expect(node('H').y).toBeGreaterThan(node('B').y);
    expect(node('C').y).toBeGreaterThan(node('H').y);
  });

  it('nests a Map and the branches of a Parallel in their own coordinates', () => {
    const inner = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
    const graph = layoutDefinition(
      define({
        StartAt: 'M',
        States: {
          M: { Type: 'Map', ItemProcessor: inner, Next: 'P' },
          P: { Type: 'Parallel', Branches: [inner, inner], End: true },
        },
      }),
    );
    const parentOf = (id: string) => graph.nodes.find((node) => node.id === id)?.parent;
    expect(parentOf('/States/M/ItemProcessor')).toBe('/States/M');
    expect(parentOf('/States/M/ItemProcessor/States/W')).toBe('/States/M/ItemProcessor');
    expect(parentOf('/States/P/Branches/1/States/W')).toBe('/States/P/Branches/1');
    expect(graph.nodes.findIndex(({ id }) => id === '/States/M')).toBeLessThan(
      graph.nodes.findIndex(({ id }) => id === '/States/M/ItemProcessor'),
    );
  });

  it('leaves out what is in a collapsed region', () => {
    const inner = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
    const definition = define({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: inner, End: true } } });
    const graph = layoutDefinition(definition, { collapsed: new Set(['/States/M']) });
    expect(graph.nodes.map(({ id, region }) => [id, region])).toEqual([
      ['#start', undefined],
      ['/States/M', 'closed'],
      ['#end', undefined],
    ]);
  });

  it('shows what is broken: a target that is not there, a state that nothing leads to, no StartAt', () => {
    const graph = layoutDefinition(
      define({ States: { A: { Type: 'Pass', Next: 'Nowhere' }, B: 'no object', C: { Type: 'Pass', Next: 'C' } } }),
    );
    expect(graph.nodes.map(({ name, type, unreachable }) => [name, type, unreachable])).toEqual([
      ['Start', 'Start', false],
      ['A', 'Pass', true],
      ['B', 'Unknown', true],
      ['C', 'Pass', true],
      ['Nowhere', 'Missing', true],
    ]);
    expect(findFaults(graph)).toEqual([]);
  });

  it.each(['Start', 'End', 'Scope', 'Missing'])('draws a state whose Type is %s as one of no known type', (Type) => {
    const graph = layoutDefinition(define({ StartAt: 'A', States: { A: { Type, End: true } } }));
    expect(graph.nodes.find(({ name }) => name === 'A')).toMatchObject({
      id: '/States/A',
      type: 'Unknown',
      height: 52,
    });
  });

  it.each(['', '[]', '{}', '{"States":', '"x"', '{"States":[]}'])('gives a graph for %j', (text) => {
    expect(findFaults(layoutDefinition(parseDefinition(text, 'json')))).toEqual([]);
  });

  it('survives regions nested a hundred deep', () => {
    let machine: Parameters<typeof define>[0] = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
    for (let depth = 0; depth < 100; depth++)
      machine = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: machine, End: true } } };
    expect(findFaults(layoutDefinition(define(machine)))).toEqual([]);
  });
});
