import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fanout } from './run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fanout-scaffold-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);

describe('fanout scaffold', () => {
  it('writes a project and lists its files as one JSON document', async () => {
    const { exitCode, stdout, stderr } = await fanout([
      'scaffold',
      'distributed-map',
      '--out',
      at('new/deep'),
      '--set',
      'batchSize=25',
      '--json',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const printed = JSON.parse(stdout) as { files: string[]; answers: Record<string, unknown> };
    expect(printed).toMatchObject({ pattern: 'distributed-map', out: at('new/deep'), answers: { batchSize: 25 } });
    const written = await readdir(at('new/deep'), { recursive: true, withFileTypes: true });
    const files = written
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(at('new/deep'), path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
    expect(files.toSorted()).toEqual(printed.files);
    expect(await readdir(at('new'))).toEqual(['deep']);
  });

  it('takes answers from a file, and lets --set win', async () => {
    await writeFile(at('answers.json'), '{"name": "from-file", "maxConcurrency": 7}');
    const args = [
      'scaffold',
      'inline-map',
      '--out',
      at('answered'),
      '--answers',
      at('answers.json'),
      '--set',
      'name=from-set',
    ];
    expect((await fanout(args)).exitCode).toBe(0);
    const text = await readFile(path.join(at('answered'), 'statemachine/from-set.asl.json'), 'utf8');
    expect(text).toContain('"MaxConcurrency": 7');
  });

  it('refuses an occupied folder and changes nothing in it', async () => {
    await mkdir(at('occupied'));
    await writeFile(path.join(at('occupied'), 'README.md'), 'mine');
    const { exitCode, stdout, stderr } = await fanout(['scaffold', 'inline-map', '--out', at('occupied')]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      `fanout: ${at('occupied')} is not empty: name another folder with --out, or replace the project’s files with --force.\n`,
    );
    expect(await readdir(at('occupied'))).toEqual(['README.md']);
  });

  it('replaces only its own files with --force', async () => {
    await mkdir(at('forced'));
    await writeFile(path.join(at('forced'), 'README.md'), 'mine');
    await writeFile(path.join(at('forced'), 'notes.txt'), 'mine');
    expect((await fanout(['scaffold', 'inline-map', '--out', at('forced'), '--force'])).exitCode).toBe(0);
    expect(await readFile(path.join(at('forced'), 'notes.txt'), 'utf8')).toBe('mine');
    expect(await readFile(path.join(at('forced'), 'README.md'), 'utf8')).toMatch(/^# summarize-orders/);
  });

  it.each<[string, string[], RegExp]>([
    ['no pattern', [], /No pattern given: name one of inline-map, distributed-map, map-reduce, custom-pipeline\./],
    [
      'an unknown pattern',
      ['map'],
      /Unknown pattern "map": name one of inline-map, distributed-map, map-reduce, custom-pipeline\./,
    ],
    ['an unknown answer', ['inline-map', '--set', 'batch=1'], /Unknown answer "batch"\. Known: name, type,/],
    [
      'a wrong answer',
      ['inline-map', '--set', 'maxConcurrency=41'],
      /"maxConcurrency" must be a whole number from 1 to 40\./,
    ],
    ['an answer without a value', ['inline-map', '--set', 'name'], /--set name lacks a value/],
    ['a missing answers file', ['inline-map', '--answers', '/nowhere/a.json'], /\/nowhere\/a\.json cannot be read/],
  ])('ends with 2 and one line on %s', async (_, args, line) => {
    const { exitCode, stdout, stderr } = await fanout(['scaffold', ...args, '--out', at('refused')]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(await readdir(folder)).not.toContain('refused');
  });

  it('lists the patterns with their questions', async () => {
    const { stdout } = await fanout(['scaffold', '--list', '--json']);
    const { patterns } = JSON.parse(stdout) as { patterns: { id: string; questions: { id: string }[] }[] };
    expect(patterns.map(({ id }) => id)).toEqual(['inline-map', 'distributed-map', 'map-reduce', 'custom-pipeline']);
    expect((await fanout(['scaffold', '--list'])).stdout).toContain(
      '--set source=csv|json|jsonl|parquet|inventory|objects',
    );
  });
});

describe('a scaffold’s own tests', () => {
  it.each([
    ['inline-map', ['handlerLanguage=javascript']],
    ['inline-map', ['handlerLanguage=typescript']],
    ['distributed-map', ['handlerLanguage=javascript', 'source=csv']],
    ['distributed-map', ['handlerLanguage=typescript', 'source=objects']],
    ['map-reduce', ['handlerLanguage=javascript', 'source=csv']],
    ['map-reduce', ['handlerLanguage=typescript', 'source=objects']],
    ['custom-pipeline', ['format=csv']],
  ])('pass for %s with %j', async (pattern, answers) => {
    const out = at(`${pattern}-${answers.join('-').replaceAll('=', '-')}`);
    await fanout(['scaffold', pattern, '--out', out, ...answers.flatMap((answer) => ['--set', answer])]);
    // Without vitest's own NODE_OPTIONS.
    const env = { PATH: process.env.PATH };
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap'], {
      cwd: out,
      env,
    });
    expect(stdout).toMatch(/^# pass [1-9]/m);
    expect(stdout).toMatch(/^# fail 0/m);
  });
});
