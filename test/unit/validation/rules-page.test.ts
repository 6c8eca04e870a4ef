import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDefinition, syntaxOf } from '../../../src/asl/parse.ts';
import type { Syntax, TextFormat } from '../../../src/asl/syntax.ts';
import { findDefinitions } from '../../../src/project/embedded-definitions.ts';
import { checkDefinition } from '../../../src/validation/check-definition.ts';
import { RULES } from '../../../src/validation/codes.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { checkTemplate } from '../../../src/validation/template/check-template.ts';
import { validateEmbedded } from '../../../src/validation/validate-embedded.ts';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/rules.md'), 'utf8');
/** Codes that take a megabyte, files beside a template, or somebody else's word to be shown. */
const WITHOUT_EXAMPLE = new Set([
  ...['DEFINITION_SIZE_LIMIT', 'UNREAD_DEFINITION', 'MISSING_DEFINITION_FILE'],
  ...['SECOND_OPINION', 'NO_SECOND_OPINION'],
]);

interface Section {
  readonly code: string;
  readonly text: string;
  readonly examples: readonly { readonly format: TextFormat; readonly text: string }[];
}

const SECTIONS: readonly Section[] = PAGE.split(/^## /m)
  .slice(1)
  .map((text) => ({
    code: /^\w+/.exec(text)?.[0] ?? '',
    text,
    examples: [...text.matchAll(/^```(json|yaml)\n([\s\S]*?)^```$/gm)].map(([, format, example]) => ({
      format: format as TextFormat,
      text: example ?? '',
    })),
  }));

function codesOf({ format, text }: Section['examples'][number]): string[] {
  const syntax = syntaxOf(format);
  const findings = text.includes('Resources:')
    ? inTemplate(text, syntax)
    : checkDefinition(parseDefinition(text, format));
  return findings.map(({ code }) => code);
}

function inTemplate(text: string, syntax: Syntax): Finding[] {
  const template = findDefinitions(text, syntax);
  return [
    ...template.embedded.flatMap((embedded) => validateEmbedded(embedded, { text, syntax })),
    ...checkTemplate(template, { text, syntax }),
  ];
}

describe('docs/rules.md', () => {
  it('lists every code, with its severity, title and page', () => {
    expect(SECTIONS.map(({ code }) => code)).toEqual(Object.keys(RULES));
    for (const { code, text } of SECTIONS) {
      const { severity, title, page } = RULES[code as keyof typeof RULES];
      expect(text.toLowerCase()).toContain(`${severity}. ${title.toLowerCase()}`);
      expect(text).toContain(`](${page})`);
    }
  });

  it.each(SECTIONS.filter(({ code }) => !WITHOUT_EXAMPLE.has(code)))('shows $code', ({ code, examples }) => {
    expect(examples).toHaveLength(2);
    const [wrong, right] = examples.map(codesOf);
    expect(wrong).toContain(code);
    expect(right).toEqual([]);
  });
});
