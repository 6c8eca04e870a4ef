import { existsSync } from 'node:fs';
import path from 'node:path';
import { linesOf, positionAt } from '../../src/asl/lines.ts';
import { formatOf, parseDefinition } from '../../src/asl/parse.ts';
import type { Finding } from '../../src/validation/finding.ts';
import type { StateMachineType } from '../../src/validation/rule-context.ts';
import { validateDefinition } from '../../src/validation/validate.ts';
import { listFiles, listFolders, readText, readTextIfAny, type CorpusCase, type CorpusGroup } from './corpus.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { EXPECTED } from './one-mistake-findings.ts';

const EXPECTATION = '.expect.txt';

/** Documents with a known verdict, a group for each source. */
export function validationGroups(shared: string): CorpusGroup[] {
  const folder = path.join(shared, 'validation');
  return [
    ...folderGroups(folder, 'valid'),
    ...folderGroups(folder, 'invalid'),
    ...oneMistakeGroups(folder),
    exceptionGroup(folder),
  ];
}

function folderGroups(folder: string, verdict: 'valid' | 'invalid'): CorpusGroup[] {
  return listFolders(path.join(folder, verdict)).map((source) => {
    const at = path.join(folder, verdict, source);
    const files = listFiles(at).filter((file) => !file.endsWith(EXPECTATION));
    const cases = files.map((file) => ({
      name: file,
      exception: EXCEPTIONS[`${verdict}/${source}/${file}`],
      check: () => (verdict === 'valid' ? findFalseAlarm(at, file) : findMiss(at, file)),
    }));
    return { name: `validation/${verdict}/${source}`, cases };
  });
}

/** An exception is for a document that is there, and whose verdict is in fact not followed. */
function exceptionGroup(folder: string): CorpusGroup {
  const cases = Object.keys(EXCEPTIONS).map((name) => ({
    name,
    exception: undefined,
    check: () => {
      const at = path.join(folder, name);
      if (!existsSync(at)) return 'there is no such document: take the exception out';
      const find = name.startsWith('valid/') ? findFalseAlarm : findMiss;
      const miss = find(path.dirname(at), path.basename(at));
      return miss === undefined ? 'its verdict is followed: take the exception out' : undefined;
    },
  }));
  return { name: 'validation/exceptions', cases };
}

function findFalseAlarm(folder: string, file: string): string | undefined {
  const { findings } = validate(readText(folder, file), file, undefined);
  const errors = findings.filter(isError);
  return errors.length === 0 ? undefined : errors.map(describe).join(' | ');
}

function findMiss(folder: string, file: string): string | undefined {
  const expected = readTextIfAny(folder, file.replace(/(\.asl)?\.(json|ya?ml)$/, EXPECTATION));
  const text = readText(folder, file);
  const { findings } = validate(text, file, typeOf(expected));
  const errors = findings.filter(isError);
  if (errors.length === 0) return `no error; expected: ${expected.trim().replaceAll('\n', ' ')}`;
  if (errors.some((error) => isExpected(error, expected, text))) return undefined;
  return `elsewhere: ${errors.map(describe).join(' | ')}; expected: ${expected.trim().replaceAll('\n', ' ')}`;
}

/** The type that it was to be created as, where the source says so. */
function typeOf(expected: string): StateMachineType | undefined {
  const type = /\btype=(\w+)/.exec(expected)?.[1];
  return type === 'STANDARD' || type === 'EXPRESS' ? type : undefined;
}

/** On the state, or the line, that the expectation names; where it names none any error will do. */
function isExpected(error: Finding, expected: string, text: string): boolean {
  const states = [...expected.matchAll(/\/?States\/([^/:'\n]+)/g)].map(([, name = '']) =>
    name.replace(/ is invalid\.? .*/, '').trim(),
  );
  if (states.length > 0) return states.some((name) => error.pointer.split('/').includes(name));
  const lines = [...expected.matchAll(/^(\d+):\d+-(\d+):\d+/gm)].map(([, from, to]) => [Number(from), Number(to)]);
  if (lines.length === 0) return true;
  const { line } = positionAt(linesOf(text), error.start);
  return lines.some(([from = 0, to = 0]) => line >= from && line <= to);
}

interface OneMistake {
  readonly id: string;
  readonly category: 'valid' | 'core' | 'fan-out';
  readonly why: string;
  readonly text: string;
}

function oneMistakeGroups(folder: string): CorpusGroup[] {
  const all = JSON.parse(readText(folder, 'one-mistake.json')) as readonly OneMistake[];
  return (['valid', 'core', 'fan-out'] as const).map((category) => ({
    name: `validation/one-mistake/${category}`,
    cases: all.filter((mistake) => mistake.category === category).map(toCase),
  }));
}

function toCase({ id, category, why, text }: OneMistake): CorpusCase {
  return {
    name: `${id} ${why}`,
    exception: undefined,
    check: () => {
      const { findings } = validate(text, `${id}.json`, undefined);
      const found = findings.map(describe).join(' | ');
      if (category === 'valid') return findings.some(isError) ? found : undefined;
      const expected = EXPECTED[id];
      if (expected === undefined) return `nobody knows what to expect of it; found: ${found}`;
      const isFound = findings.some(({ code, pointer }) => `${code} ${pointer || '/'}` === expected);
      return isFound ? undefined : `no ${expected}; found: ${found}`;
    },
  };
}

function validate(text: string, file: string, type: StateMachineType | undefined): { findings: Finding[] } {
  return { findings: validateDefinition(parseDefinition(text, formatOf(file)), { type }) };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

export function describe({ severity, code, pointer, message }: Finding): string {
  return `${severity} ${code} ${pointer || '/'} ${message}`;
}
