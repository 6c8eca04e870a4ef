import { syntaxOf } from '../../../../src/asl/parse.ts';
import type { TextFormat } from '../../../../src/asl/syntax.ts';
import { findDefinitions } from '../../../../src/project/embedded-definitions.ts';
import type { Finding } from '../../../../src/validation/finding.ts';
import { checkTemplate, type TemplateCheckOptions } from '../../../../src/validation/template/check-template.ts';

/** What is said of a template apart from its definitions. */
export function checkText(text: string, format: TextFormat = 'yaml', options: TemplateCheckOptions = {}): Finding[] {
  const syntax = syntaxOf(format);
  return checkTemplate(findDefinitions(text, syntax), { text, syntax }, options);
}

/** `CODE pointer`, in the order of the text. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

/** Codes of a template that is given as YAML. */
export function codesOf(text: string): string[] {
  return checkText(text).map(({ code }) => code);
}

/** Indents lines that follow. */
export function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
