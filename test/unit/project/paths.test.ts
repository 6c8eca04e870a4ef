import { describe, expect, it } from 'vitest';
import { isInside, joinPath, normalizePath, parentFolder } from '../../../src/project/paths.ts';
import { projectCandidates, resolveProjectPaths } from '../../../src/project/project-paths.ts';
import type { Project } from '../../../src/project/project.ts';

describe('paths', () => {
  it.each([
    ['a/./b//c/', 'a/b/c'],
    ['a/../b', 'b'],
    ['../../a', '../../a'],
    ['a/../../b', '../b'],
    ['/../a', '/a'],
    ['C:/a/../..', 'C:/'],
    ['', '.'],
    ['/', '/'],
  ])('normalizes %s', (path, normal) => {
    expect(normalizePath(path)).toBe(normal);
  });

  it.each([
    ['/a/b', '/a'],
    ['/a', '/'],
    ['/', '/'],
    ['C:/a', 'C:/'],
    ['a', '.'],
    ['a/b', 'a'],
  ])('finds the folder of %s', (path, folder) => {
    expect(parentFolder(path)).toBe(folder);
  });

  it('joins, and lets an absolute path stand', () => {
    expect(joinPath('/a/b', '../c')).toBe('/a/c');
    expect(joinPath('/a/b', '/c')).toBe('/c');
  });

  it('does not take a longer name for a folder', () => {
    expect(isInside('/a', '/a/b')).toBe(true);
    expect(isInside('/a', '/a')).toBe(true);
    expect(isInside('/a', '/ab')).toBe(false);
    expect(isInside('/', '/ab')).toBe(true);
    expect(isInside('.', '../a')).toBe(false);
    expect(isInside('.', '..a')).toBe(true);
  });
});

describe('projectCandidates', () => {
  it('looks beside the definition and upwards', () => {
    expect(projectCandidates('/w/p/statemachine/a.asl.json')).toEqual([
      '/w/p/statemachine/fanout.json',
      '/w/p/fanout.json',
      '/w/fanout.json',
      '/fanout.json',
    ]);
  });

  it('stops at the root of the workspace', () => {
    expect(projectCandidates('/w/p/a.json', '/w')).toEqual(['/w/p/fanout.json', '/w/fanout.json']);
    expect(projectCandidates('/elsewhere/a.json', '/w')).toEqual(['/elsewhere/fanout.json']);
    expect(projectCandidates('C:/w/a.json')).toEqual(['C:/w/fanout.json', 'C:/fanout.json']);
  });
});

describe('resolveProjectPaths', () => {
  const project: Project = {
    definition: 'statemachine/a.json',
    template: 'template.yaml',
    type: 'STANDARD',
    substitutions: {},
    buckets: { data: '../shared/data' },
    functions: { Worker: { module: './w.mjs', export: 'handler', timeoutSeconds: 3, memoryMb: 128 } },
    mocks: 'mocks.json',
    inputs: { sample: 'input.json' },
  };

  it('makes every path absolute, within the workspace', () => {
    const { project: resolved, problems } = resolveProjectPaths(project, '/w/p/', { root: '/w' });
    expect(problems).toEqual([]);
    expect(resolved).toEqual({
      ...project,
      definition: '/w/p/statemachine/a.json',
      template: '/w/p/template.yaml',
      buckets: { data: '/w/shared/data' },
      functions: { Worker: { ...project.functions.Worker, module: '/w/p/w.mjs' } },
      mocks: '/w/p/mocks.json',
      inputs: { sample: '/w/p/input.json' },
    });
  });

  it('refuses by name what leads out, unless it is allowed', () => {
    const { project: resolved, problems } = resolveProjectPaths(project, '/w/p');
    expect(resolved).toBeUndefined();
    expect(problems).toEqual(['"buckets.data" of fanout.json leads out of /w/p: /w/shared/data.']);
    expect(resolveProjectPaths(project, '/w/p', { allowed: ['/w/shared'] }).problems).toEqual([]);
  });
});
