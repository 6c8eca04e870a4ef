import { describe, expect, it } from 'vitest';
import type { QueryLanguage } from '../../../src/asl/definition.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import { printSnippetProperty, type SnippetLayout } from '../../../src/language/snippet.ts';
import { stateSnippets } from '../../../src/language/snippets.ts';
import { validateDefinition } from '../../../src/validation/validate.ts';
import { completeMarked, DISTRIBUTED, expandSnippet, take } from './support.ts';

const LANGUAGES: readonly QueryLanguage[] = ['JSONPath', 'JSONata'];
const LAYOUTS: Readonly<Record<TextFormat, SnippetLayout>> = {
  json: { style: 'json', unit: '  ', indent: 0 },
  yaml: { style: 'yaml', unit: '  ', indent: 0 },
};

const states = LANGUAGES.flatMap((language) =>
  (['json', 'yaml'] as const).flatMap((format) =>
    stateSnippets(language).map((snippet) => ({ language, format, label: snippet.label, snippet })),
  ),
);

describe('a state', () => {
  it.each(states)('$label in $language, $format, is valid as it is inserted', ({ language, format, snippet }) => {
    const { name, value } = snippet;
    const isYaml = format === 'yaml';
    const state = expandSnippet(printSnippetProperty(name, value, LAYOUTS[format]), isYaml ? '  ' : '');
    const text = isYaml
      ? `QueryLanguage: ${language}\nStartAt: ${name.hole}\nStates:\n  ${state}\n`
      : `{ "QueryLanguage": "${language}", "StartAt": "${name.hole}", "States": { ${state} } }`;
    const definition = parseDefinition(text, format);
    expect(definition.problems, text).toEqual([]);
    // Where to go is left to the user, and so is a Choice's way to an end.
    const isOpen = /^Missing 'Next' target|no terminal state|Expected value of type String$/;
    const errors = validateDefinition(definition).filter(
      ({ severity, message }) => severity === 'error' && !(snippet.label === 'Choice' && isOpen.test(message)),
    );
    expect(errors.map(({ message, pointer }) => `${pointer} ${message}`)).toEqual([]);
  });
});

describe('a field', () => {
  const base = DISTRIBUTED.replace(/"ItemReader": \{[^]*?\n {6}\},/, '¦');

  it.each(completeMarked(base, 'json').map(({ label }) => label))(
    '%s makes no error that its holes do not explain',
    (label) => {
      const definition = parseDefinition(take(base, 'json', label), 'json');
      expect(definition.problems).toEqual([]);
      const errors = validateDefinition(definition).filter(({ severity }) => severity === 'error');
      const explained = /Path|transition|target|^Label|substitut|cannot be empty|Comment/i;
      expect(errors.map(({ message }) => message).filter((message) => !explained.test(message))).toEqual([]);
    },
  );
});
