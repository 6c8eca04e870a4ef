import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { Pattern } from '../scaffold/pattern.ts';
import type { Question } from '../scaffold/question.ts';
import { UsageError, type Terminal } from './exit.ts';
import type { RegisterCommand } from './program.ts';

interface ScaffoldOptions {
  readonly out?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly answers?: string;
  readonly force?: true;
  readonly list?: true;
  readonly json?: true;
}

/** `fanout scaffold`: writes a project of a pattern, whole or not at all. */
export const registerScaffold: RegisterCommand = (program: Command, { terminal }) => {
  program
    .command('scaffold')
    .description('Write a new project: definition, SAM template, handlers, sample data and tests.')
    .argument('[pattern]', 'what to make; see --list')
    .option('--out <folder>', 'folder to write to; the name of the workflow unless said')
    .addOption(
      new Option('--set <answer=value>', 'answer a question; may be repeated')
        .default({}, 'none')
        .argParser(collectAnswer),
    )
    .option('--answers <file>', 'JSON file with answers; --set wins over it')
    .option('--force', 'write into a folder that has files: replaces those of the project, keeps the others')
    .option('--list', 'list the patterns and their questions')
    .option('--json', 'print JSON')
    .action(async (pattern: string | undefined, options: ScaffoldOptions) => {
      const { PATTERNS, findPattern } = await import('../scaffold/patterns.ts');
      if (options.list) {
        printPatterns(PATTERNS, options, terminal);
        return;
      }
      const known = PATTERNS.map(({ id }) => id).join(', ');
      if (pattern === undefined) throw new UsageError(`No pattern given: name one of ${known}.`);
      const found = findPattern(pattern);
      if (!found) throw new UsageError(`Unknown pattern "${pattern}": name one of ${known}.`);
      await writeProject(found, options, terminal);
    });
};

function collectAnswer(text: string, before: unknown): Record<string, string> {
  const cut = text.indexOf('=');
  if (cut < 1) throw new UsageError(`--set ${text} lacks a value: write --set answer=value.`);
  return { ...(before as Record<string, string>), [text.slice(0, cut)]: text.slice(cut + 1) };
}

async function writeProject(pattern: Pattern, options: ScaffoldOptions, terminal: Terminal): Promise<void> {
  const { scaffoldProject } = await import('../scaffold/scaffold-project.ts');
  const { writeFiles, WriteFilesError } = await import('../items/write-files.ts');
  const given = { ...(await readAnswers(options.answers, terminal)), ...options.set };
  const { files, answers, problems } = await scaffoldProject(pattern, given);
  if (!files || !answers) throw new UsageError(`Cannot write ${pattern.id}: ${problems.join(' ')}`);
  const out = resolve(terminal.cwd(), options.out ?? String(answers.name));
  try {
    await writeFiles(out, files, { replace: options.force === true });
  } catch (error) {
    if (!(error instanceof WriteFilesError)) throw error;
    throw new UsageError(
      error.reason === 'occupied'
        ? `${out} is not empty: name another folder with --out, or replace the project’s files with --force.`
        : error.message,
    );
  }
  const paths = files.map(({ path }) => path);
  if (options.json) {
    terminal.stdout.write(`${JSON.stringify({ pattern: pattern.id, out, answers, files: paths }, null, 2)}\n`);
    return;
  }
  const definition = paths.find((path) => path.startsWith('statemachine/'));
  const input = paths.find((path) => path.startsWith('sample/orders.')) ?? '';
  const next = definition ? `run ${resolve(out, definition)}` : `pipeline run ${out} --input ${resolve(out, input)}`;
  terminal.stdout.write(paths.map((path) => `  ${path}\n`).join(''));
  terminal.stdout.write(`${paths.length} files in ${out}\nNext: fanout ${next}\n`);
}

async function readAnswers(path: string | undefined, terminal: Terminal): Promise<Record<string, unknown>> {
  if (path === undefined) return {};
  let text: string;
  try {
    text = await readFile(resolve(terminal.cwd(), path), 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    throw new UsageError(`${path} is no valid JSON: give an object of answers, such as {"name": "price-orders"}.`);
  }
  throw new UsageError(`${path} holds no object: give answers such as {"name": "price-orders"}.`);
}

function printPatterns(patterns: readonly Pattern[], options: ScaffoldOptions, terminal: Terminal): void {
  if (options.json) {
    const listed = patterns.map(({ id, title, description, questions }) => ({
      id,
      title,
      description,
      questions: questions.map(listQuestion),
    }));
    terminal.stdout.write(`${JSON.stringify({ patterns: listed }, null, 2)}\n`);
    return;
  }
  for (const { id, description, questions } of patterns) {
    terminal.stdout.write(`${id}\n  ${description}\n`);
    for (const question of questions) terminal.stdout.write(`    --set ${question.id}=${valuesOf(question)}\n`);
  }
}

function listQuestion(question: Question): Record<string, unknown> {
  const { id, kind, prompt } = question;
  return { id, kind, prompt, ...(question.kind === 'choice' ? { choices: question.choices } : {}) };
}

/** What may be answered: the choices with the default first, a range, or what kind of text. */
function valuesOf(question: Question): string {
  switch (question.kind) {
    case 'choice':
      return [
        question.default,
        ...question.choices.map(({ value }) => value).filter((value) => value !== question.default),
      ].join('|');
    case 'number':
      return `${question.default}  (${question.prompt})`;
    case 'boolean':
      return question.default ? 'true|false' : 'false|true';
    case 'text':
      return `…  (${question.prompt})`;
  }
}
