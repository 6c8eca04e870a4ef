import { dirname, relative } from 'node:path';
import type { Definition } from '../asl/definition.ts';
import { describeInexact, findInexactNode } from '../asl/exact-numbers.ts';
import { positionAt, linesOf } from '../asl/lines.ts';
import { applySubstitutions } from '../asl/substitutions.ts';
import { toJson } from '../asl/values.ts';
import { toSlashes } from '../project/paths.ts';
import { describeUnresolved, substitutionValues } from '../project/resolve-substitutions.ts';
import { templateSubstitutions, type TemplateSubstitutions } from '../project/template-substitutions.ts';
import type { Project } from '../project/project.ts';
import { readText } from './read-text.ts';
import { RunRefused } from './run-refused.ts';

/** What the pseudo parameters of a template are where nothing is deployed. */
const LOCAL_ACCOUNT = { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '123456789012', 'AWS::Partition': 'aws' };

/**
 * The definition as the API takes it: JSON, with a value for each `${Name}` from the flags, fanout.json or its
 * template; `account` gives its pseudo parameters. Throws RunRefused for a text that can't be read, and for names without a value.
 */
export async function fillDefinition(
  definition: Definition,
  path: string,
  project: Project | undefined,
  flags: Readonly<Record<string, string>>,
  account: Readonly<Record<string, string>> = LOCAL_ACCOUNT,
): Promise<string> {
  const { root, machine, problems } = definition;
  const problem = problems[0];
  if (problem !== undefined) {
    const { line } = positionAt(linesOf(definition.text), problem.start);
    throw new RunRefused('definition', `${path}:${line + 1}: ${problem.message}`);
  }
  if (root === undefined || machine === undefined)
    throw new RunRefused(
      'definition',
      `${path} holds no state machine: a definition is an object with StartAt and States.`,
    );

  const inexact = findInexactNode(root);
  if (inexact !== undefined) throw new RunRefused('definition', `${path}: ${describeInexact(inexact)}`);

  const template = await readTemplate(path, project);
  const values = substitutionValues(project?.substitutions ?? {}, template, flags);
  const filled = applySubstitutions(toJson(root), { ...account, ...values });
  if (filled.unresolved.length > 0) {
    const sentences = filled.unresolved.map((name) =>
      name.startsWith('Fn::')
        ? `${name} is resolved only by a deployment: use \${Name} and give Name a value.`
        : describeUnresolved(name, template),
    );
    throw new RunRefused('options', `${path}: ${sentences.join(' ')}`);
  }
  return JSON.stringify(filled.value);
}

async function readTemplate(path: string, project: Project | undefined): Promise<TemplateSubstitutions | undefined> {
  if (project?.template === undefined) return undefined;
  const text = await readText(project.template, 'SAM template');
  return templateSubstitutions(text, {
    definition: toSlashes(relative(dirname(project.template), path)),
    project,
  });
}
