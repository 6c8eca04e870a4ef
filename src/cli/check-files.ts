import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseDefinition, syntaxOf } from '../asl/parse.ts';
import type { Definition } from '../asl/definition.ts';
import {
  findDefinitions,
  type EmbeddedDefinition,
  type ReferencedDefinition,
  type TemplateDefinitions,
  type TemplateMachine,
} from '../project/embedded-definitions.ts';
import { isAbsolutePath } from '../project/paths.ts';
import { looksLikeTemplate } from '../project/sniff.ts';
import { checkDefinition, type CheckOptions } from '../validation/check-definition.ts';
import type { Finding } from '../validation/finding.ts';
import { checkTemplate } from '../validation/template/check-template.ts';
import { describeMissing, validateEmbedded } from '../validation/validate-embedded.ts';
import type { CheckedFile } from './print-findings.ts';
import { readDefinitionFile, type DefinitionText } from './read-definition.ts';

export interface FileChecks extends Pick<CheckOptions, 'type' | 'ignored'> {
  /** Asked for what others say of each definition, in the definition's own places. */
  readonly askOthers: (definition: Definition, type: CheckOptions['type']) => Promise<readonly Finding[]>;
}

/**
 * Checks files one after the other: definitions, and templates with the definitions that are written in them. The files
 * that a template names are checked too, each once, as what the template says that they are. Throws a UsageError for a
 * file that cannot be read.
 */
export async function checkFiles(files: readonly string[], checks: FileChecks): Promise<CheckedFile[]> {
  const machines = new Map<string, TemplateMachine>();
  const templates = new Map<string, TemplateDefinitions>();
  const texts = new Map<string, DefinitionText>();
  const all = new Set<string>();
  for (const file of files) {
    all.add(file);
    const read = await readDefinitionFile(file);
    if (!looksLikeTemplate(read.text)) continue;
    const template = findDefinitions(read.text, syntaxOf(read.format));
    texts.set(file, read);
    templates.set(file, template);
    for (const each of template.referenced) {
      const target = await findReferenced(file, each);
      if (target === undefined) continue;
      const known = [...all, ...files].find((other) => path.resolve(other) === path.resolve(target)) ?? target;
      machines.set(path.resolve(target), each);
      all.add(known);
    }
  }
  const checked: CheckedFile[] = [];
  for (const file of all) {
    const { text, format } = texts.get(file) ?? (await readDefinitionFile(file));
    const template = templates.get(file);
    const findings = template
      ? await checkTemplateFile(file, { text, format }, template, checks)
      : await checkOne(parseDefinition(text, format), machines.get(path.resolve(file)), checks);
    checked.push({ file, text, findings });
  }
  return checked;
}

async function checkOne(
  definition: Definition,
  machine: TemplateMachine | undefined,
  { type, ignored, askOthers }: FileChecks,
): Promise<Finding[]> {
  const opinions = await askOthers(definition, type ?? machine?.type);
  return checkDefinition(definition, { type, ignored, machine, opinions });
}

async function checkTemplateFile(
  file: string,
  { text, format }: DefinitionText,
  template: TemplateDefinitions,
  { type, ignored = [], askOthers }: FileChecks,
): Promise<Finding[]> {
  const check = async (each: EmbeddedDefinition): Promise<Finding[]> => {
    const opinions = await askOthers(each.definition, type ?? each.type);
    return validateEmbedded(each, { text, syntax: syntaxOf(format) }, { type, ignored, opinions });
  };
  const { embedded, referenced } = template;
  const findings: Finding[] = [];
  for (const each of embedded) findings.push(...(await check(each)));
  const others: Finding[] = [];
  const definitions = new Map<string, Definition>();
  for (const each of referenced) {
    const target = await findReferenced(file, each);
    if (target === undefined) others.push(...describeMissing(each));
    else definitions.set(each.logicalId, await parseFile(target));
  }
  findings.push(...checkTemplate(template, { text, syntax: syntaxOf(format) }, { ignored, others, definitions }));
  return findings.sort((a, b) => a.start - b.start || a.end - b.end);
}

async function parseFile(file: string): Promise<Definition> {
  const { text, format } = await readDefinitionFile(file);
  return parseDefinition(text, format);
}

/** The file that a template names; undefined when it is not there. */
async function findReferenced(template: string, { path: written }: ReferencedDefinition): Promise<string | undefined> {
  if (isAbsolutePath(written)) return undefined;
  const target = path.join(path.dirname(template), written);
  const found = await stat(target).catch(() => undefined);
  return found?.isFile() ? target : undefined;
}
