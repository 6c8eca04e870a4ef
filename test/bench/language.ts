import { getLanguageService, getYamlLanguageService } from 'amazon-states-language-service';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Definition } from '../../src/asl/definition.ts';
import { parseDefinition } from '../../src/asl/parse.ts';
import { printDefinition } from '../../src/asl/print.ts';
import type { TextFormat } from '../../src/asl/syntax.ts';
import { completeAt } from '../../src/language/complete.ts';
import { hoverAt } from '../../src/language/hover.ts';
import { findReferences } from '../../src/language/navigate.ts';
import { outlineOf } from '../../src/language/outline.ts';
import { foldsOf } from '../../src/language/ranges.ts';
import { semanticTokensOf } from '../../src/language/semantic-tokens.ts';
import { compareCpu } from './measure.ts';
import { machineOf } from './validation.ts';

const COUNT = 1000;
const PARAMS = { workspaceContext: { resolveRelativePath: () => '' } };

/** The value of a Next in the last fifth of the text: names of all states. */
function placeOf(text: string): number {
  const at = text.indexOf('Next', Math.floor(text.length * 0.8));
  return text.indexOf('State', at) + 2;
}

function worksOf(text: string, format: TextFormat): Record<string, () => unknown> {
  const offset = placeOf(text);
  const cached = parseDefinition(text, format);
  const document = TextDocument.create(`file:///a.asl.${format}`, format === 'json' ? 'asl' : 'asl-yaml', 1, text);
  const position = document.positionAt(offset);
  const service = format === 'json' ? getLanguageService(PARAMS) : getYamlLanguageService(PARAMS);
  const onCached = (what: (definition: Definition) => unknown) => () => what(cached);
  return {
    'ours, completion with the parse': () => completeAt(parseDefinition(text, format), offset),
    'AWS language service, completion': () =>
      service.doComplete(document, position, service.parseJSONDocument(document)),
    'ours, completion on the cached definition': onCached((definition) => completeAt(definition, offset)),
    'ours, hover': onCached((definition) => hoverAt(definition, offset)),
    'ours, references': onCached((definition) => findReferences(definition, offset)),
    'ours, outline': onCached(outlineOf),
    'ours, folding': onCached(foldsOf),
    'ours, semantic tokens': onCached(semanticTokensOf),
  };
}

/** Prints CPU milliseconds of a completion beside AWS's language service, and of what is asked of a read definition. */
export async function run(): Promise<void> {
  for (const format of ['json', 'yaml'] as const) {
    const text = printDefinition(machineOf(COUNT), format);
    const works = worksOf(text, format);
    const labels = completeAt(parseDefinition(text, format), placeOf(text));
    if (labels.length < COUNT / 2) throw new Error(`only ${labels.length} states were offered`);
    const spent = await compareCpu(works);
    const ours = spent['ours, completion with the parse'] ?? NaN;
    console.log(`  ${format}, ${COUNT} states, ${text.length} characters`);
    for (const [name, milliseconds] of Object.entries(spent)) {
      const ratio = name.startsWith('AWS') ? `, ${(milliseconds / ours).toFixed(1)} times ours` : '';
      console.log(`    ${name}: ${milliseconds.toFixed(1)} ms${ratio}`);
    }
  }
}
