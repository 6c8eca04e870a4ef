import { applyEdits } from '../../../src/asl/edits.ts';
import type { Definition } from '../../../src/asl/definition.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import { completeAt } from '../../../src/language/complete.ts';
import type { Completion } from '../../../src/language/completion.ts';

/** A definition and the offset of the `¦` in its text, which is taken out. */
export function readMarked(marked: string, format: TextFormat): { definition: Definition; offset: number } {
  const offset = marked.indexOf('¦');
  if (offset < 0) throw new Error(`no cursor in ${marked}`);
  return { definition: parseDefinition(marked.replace('¦', ''), format), offset };
}

export function completeMarked(marked: string, format: TextFormat): readonly Completion[] {
  const { definition, offset } = readMarked(marked, format);
  return completeAt(definition, offset);
}

export function labelsAt(marked: string, format: TextFormat): string[] {
  return completeMarked(marked, format).map(({ label }) => label);
}

/** What VS Code makes of a snippet: its holes filled with what they begin with, its lines indented as the first. */
export function expandSnippet(insert: string, indent: string): string {
  return insert
    .replaceAll(/\$\{\d+\|((?:\\.|[^|\\])*)\|\}/g, (_, choices: string) => choices.split(/(?<!\\),/)[0] ?? '')
    .replaceAll(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
    .replaceAll(/(?<!\\)\$\d+/g, '')
    .replaceAll(/\\([\\$}|,])/g, '$1')
    .replaceAll('\n', `\n${indent}`);
}

/** The text after a completion was taken. */
export function take(marked: string, format: TextFormat, label: string): string {
  const { definition, offset } = readMarked(marked, format);
  const { text } = definition;
  const completion = completeAt(definition, offset).find((each) => each.label === label);
  if (!completion) throw new Error(`no ${label} at ${marked}`);
  const line = text.slice(text.lastIndexOf('\n', completion.start - 1) + 1);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const { start, end, edits } = completion;
  return applyEdits(text, [...edits, { start, end, text: expandSnippet(completion.insert, indent) }]);
}

/** A machine of one distributed Map, as JSON text with two spaces. */
export const DISTRIBUTED = `{
  "StartAt": "Fan out",
  "States": {
    "Fan out": {
      "Type": "Map",
      "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {
          "InputType": "CSV"
        },
        "Parameters": { "Bucket": "b", "Key": "k" }
      },
      "ItemProcessor": {
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "Work",
        "States": {
          "Work": { "Type": "Pass", "End": true }
        }
      },
      "Next": "Done"
    },
    "Done": { "Type": "Succeed" }
  }
}
`;
