import { dirname, relative } from 'node:path';
import type { Definition } from '../asl/definition.ts';
import { describeInexact, findInexactNode } from '../asl/exact-numbers.ts';
import { positionAt, linesOf } from '../asl/lines.ts';
import { applySubstitutions, listSubstitutions } from '../asl/substitutions.ts';
import { toJson } from '../asl/values.ts';
import { toSlashes } from '../project/paths.ts';
import { describeUnresolved, substitutionValues } from '../project/resolve-substitutions.ts';
import { templateSubstitutions, type TemplateSubstitutions } from '../project/template-substitutions.ts';
import type { Project } from '../project/project.ts';
import { readText } from './read-text.ts';
import { RunRefused } from './run-refused.ts';

/** A definition that is written in a template. */
export interface EmbeddedSource {
  readonly logicalId: string;
  readonly definition: Definition;
  /** Undefined where only the deployment knows it. */
  readonly type: Project['type'] | undefined;
  /** It is the text of Fn::Sub, which names parameters and resources. */
  readonly isSub: boolean;
  /** The text of the template. */
  readonly template: string;
}

type Values = Readonly<Record<string, string>>;

/** What the pseudo parameters of a template are where nothing is deployed. */
const LOCAL_ACCOUNT = { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '123456789012', 'AWS::Partition': 'aws' };

/**
 * The definition as the API takes it: JSON, with a value for each `${Name}` from the flags, fanout.json or its
 * template, which is that of `embedded` where the definition stands in one; `account` gives its pseudo parameters. Throws RunRefused for a text that can't be read, and for names without a value.
 */
export async function fillDefinition(
  definition: Definition,
  path: string,
  project: Project | undefined,
  flags: Values,
  account: Values = LOCAL_ACCOUNT,
  embedded?: EmbeddedSource,
): Promise<string> {
  const { root, machine, problems } = definition;
  const problem = problems[0];
  if (problem !== undefined) {
    const { line } = positionAt(linesOf(definition.text), problem.start);
    const where = embedded === undefined ? `${path}:${line + 1}` : `${path}, ${embedded.logicalId}`;
    throw new RunRefused('definition', `${where}: ${problem.message}`);
  }
  if (root === undefined || machine === undefined)
    throw new RunRefused(
      'definition',
      `${path} holds no state machine: a definition is an object with StartAt and States.`,
    );

  const inexact = findInexactNode(root);
  if (inexact !== undefined) throw new RunRefused('definition', `${path}: ${describeInexact(inexact)}`);

  const template = await readTemplateValues(path, project, account, embedded);
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

/** What the template of a definition says that its names stand for; undefined: there is none. */
export async function readTemplateValues(
  path: string,
  project: Project | undefined,
  account: Values = LOCAL_ACCOUNT,
  embedded?: EmbeddedSource,
): Promise<TemplateSubstitutions | undefined> {
  const here = {
    partition: account['AWS::Partition'] ?? '',
    region: account['AWS::Region'] ?? '',
    accountId: account['AWS::AccountId'] ?? LOCAL_ACCOUNT['AWS::AccountId'],
  };
  const options = { account: here, ...(project === undefined ? {} : { project }) };
  if (embedded !== undefined) {
    const { logicalId, definition, isSub, template } = embedded;
    const { unresolved } = applySubstitutions(definition.root === undefined ? null : toJson(definition.root), account);
    const written = new Set(
      listSubstitutions(definition).flatMap(({ kind, name }) => (kind === 'placeholder' ? name : [])),
    );
    // Outside of Fn::Sub, `${Name}` is a name of DefinitionSubstitutions alone.
    const sub = unresolved.filter((name) => !name.startsWith('Fn::') && (isSub || !written.has(name)));
    return templateSubstitutions(template, { ...options, logicalId, sub });
  }
  if (project?.template === undefined) return undefined;
  const text = await readText(project.template, 'SAM template');
  const definition = toSlashes(relative(dirname(project.template), path));
  return templateSubstitutions(text, { ...options, definition });
}
