import type { TextFormat } from '../../asl/syntax.ts';
import { looksLikeDefinition, looksLikeResources, looksLikeTemplate } from '../../project/sniff.ts';

/** What a text is to the language features: one definition, or a template that holds or names some. */
export interface TextKind {
  readonly holds: 'definition' | 'template';
  readonly format: TextFormat;
}

/** The languages that are state machines by their file name; others are looked at. */
const OWN_LANGUAGES: Readonly<Record<string, TextFormat>> = { asl: 'json', 'asl-yaml': 'yaml' };
/** `cloudformation` is either: its first character tells. */
const SNIFFED_LANGUAGES: Readonly<Record<string, TextFormat | 'either'>> = {
  json: 'json',
  jsonc: 'json',
  yaml: 'yaml',
  cloudformation: 'either',
};

/** Every language in which there may be a definition. */
export const DEFINITION_LANGUAGES: readonly string[] = [
  ...Object.keys(OWN_LANGUAGES),
  ...Object.keys(SNIFFED_LANGUAGES),
];

/** The language that a file has by its name, whatever extensions are installed. */
export function languageOfPath(path: string): string {
  if (/\.asl(\.json)?$/i.test(path)) return 'asl';
  if (/\.asl\.ya?ml$/i.test(path)) return 'asl-yaml';
  if (/\.json$/i.test(path)) return 'json';
  return /\.ya?ml$/i.test(path) ? 'yaml' : 'cloudformation';
}

/** Longer texts are left alone: Step Functions takes definitions of up to 1 MB. */
const LONGEST_TEXT = 10 * 1024 * 1024;

/** A look that loads nothing; undefined for a text that is none of ours, or too long to be. */
export function kindOfText(text: string, languageId: string): TextKind | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const own = OWN_LANGUAGES[languageId];
  if (own) return { holds: 'definition', format: own };
  const format = sniffFormat(text, languageId);
  if (!format) return undefined;
  if (looksLikeTemplate(text)) return { holds: 'template', format };
  return looksLikeDefinition(text) ? { holds: 'definition', format } : undefined;
}

/** The format of a SAM or CloudFormation template, whatever its resources are; undefined for any other text. */
export function formatOfTemplate(text: string, languageId: string): TextFormat | undefined {
  return text.length <= LONGEST_TEXT && looksLikeResources(text) ? sniffFormat(text, languageId) : undefined;
}

function sniffFormat(text: string, languageId: string): TextFormat | undefined {
  const sniffed = SNIFFED_LANGUAGES[languageId];
  return sniffed === 'either' ? (/^\s*\{/.test(text) ? 'json' : 'yaml') : sniffed;
}
