import { linesOf, positionAt, type Position } from '../asl/lines.ts';
import { ruleOf } from '../validation/codes.ts';
import type { Finding, Severity } from '../validation/finding.ts';

/** The findings of one file, beside the text that their places are in. */
export interface CheckedFile {
  readonly file: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

interface Range {
  readonly start: Position;
  readonly end: Position;
}

const SARIF_LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The findings as one JSON document, in the shape that `fanout validate --json` promises. */
export function findingsToJson(files: readonly CheckedFile[]): string {
  const document = {
    files: files.map(({ file, text, findings }) => {
      const rangeOf = ranger(text);
      return {
        file,
        findings: findings.map((finding) => ({
          code: finding.code,
          severity: finding.severity,
          message: finding.message,
          pointer: finding.pointer,
          range: rangeOf(finding),
          fixes: finding.fixes.map(({ title }) => title),
        })),
      };
    }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function findingsToSarif(files: readonly CheckedFile[]): string {
  const rules = new Map<string, { readonly index: number; readonly rule: object }>();
  const results = files.flatMap(({ file, text, findings }) => {
    const rangeOf = ranger(text);
    return findings.map((finding) => {
      const { start, end } = rangeOf(finding);
      const known = rules.get(finding.code);
      const ruleIndex = known?.index ?? rules.size;
      if (!known) rules.set(finding.code, { index: ruleIndex, rule: describeRule(finding) });
      return {
        ruleId: finding.code,
        ruleIndex,
        level: SARIF_LEVELS[finding.severity],
        message: { text: finding.message },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriOf(file) },
              region: {
                startLine: start.line + 1,
                startColumn: start.character + 1,
                endLine: end.line + 1,
                endColumn: end.character + 1,
              },
            },
            logicalLocations: [{ fullyQualifiedName: finding.pointer }],
          },
        ],
      };
    });
  });
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Fanout Designer', rules: Array.from(rules.values(), ({ rule }) => rule) } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What is the same for all findings of a code; one that AWS alone knows is its own title. */
function describeRule({ code, severity, page }: Finding): object {
  const rule = ruleOf(code);
  return {
    id: code,
    shortDescription: { text: `${rule?.title ?? code}.` },
    defaultConfiguration: { level: SARIF_LEVELS[rule?.severity ?? severity] },
    helpUri:
      rule?.page ?? page ?? 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html',
  };
}

/** A relative path stays relative, as code scanning wants it; what a URI reserves is escaped. */
function uriOf(file: string): string {
  const path = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return /^[A-Za-z]%3A\//.test(path)
    ? `file:///${path.replace('%3A', ':')}`
    : path.startsWith('/')
      ? `file://${path}`
      : path;
}

/** One line a finding, `file:line:column` first so that terminals and editors can jump to it, and a line of sums. */
export function findingsToText(files: readonly CheckedFile[]): string {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  const lines = files.flatMap(({ file, text, findings }) => {
    const rangeOf = ranger(text);
    return findings.map((finding) => {
      counts[finding.severity]++;
      const { start } = rangeOf(finding);
      return `${file}:${start.line + 1}:${start.character + 1} ${finding.severity} ${finding.code} ${finding.message}`;
    });
  });
  const sums = `${count(files.length, 'file')}: ${count(counts.error, 'error')}, ${count(counts.warning, 'warning')}, ${counts.info} info`;
  return `${[...lines, sums].join('\n')}\n`;
}

function ranger(text: string): (place: { readonly start: number; readonly end: number }) => Range {
  const lines = linesOf(text);
  return ({ start, end }) => ({ start: positionAt(lines, start), end: positionAt(lines, end) });
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
