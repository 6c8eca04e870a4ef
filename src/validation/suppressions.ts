import type { Definition } from '../asl/definition.ts';
import { allStates } from '../asl/scopes.ts';
import { pointerAt } from '../asl/pointer.ts';
import type { StringNode, ValueNode } from '../asl/syntax.ts';
import { lineEndAt, lineStartAt } from '../asl/text-style.ts';
import { propertyOf } from '../asl/values.ts';
import { RULES, isCode } from './codes.ts';
import { isLasting } from './lasting-codes.ts';
import type { Finding, Fix } from './finding.ts';
import { findNearest } from './nearest.ts';
import { collectFindings, type Report } from './report.ts';

/** What switches a finding off: in YAML at the end of its line, in JSON and in YAML in its state's `Comment`. */
export const LINE_MARK = 'fanout-disable-line';
export const COMMENT_MARK = 'fanout-disable';

/** These come only when they are asked for: that there is none now says nothing. */
const OCCASIONAL: ReadonlySet<string> = new Set([
  ...['SECOND_OPINION', 'NO_SECOND_OPINION', 'MISSING_SUBSTITUTION', 'MISSING_DEFINITION_FILE'],
]);

export interface Suppression {
  readonly code: string;
  readonly reason: string;
  /** What is underlined when something is wrong with it. */
  readonly start: number;
  readonly end: number;
  readonly pointer: string;
  readonly covers: (finding: Finding) => boolean;
  readonly removal: Fix | undefined;
}

/** Whether it is worth to look for suppressions in a text. */
export function mayHoldSuppressions(text: string): boolean {
  return text.includes(COMMENT_MARK);
}

/**
 * Takes out the findings that the definition's own text switches off, and says what is wrong with how it does so: a
 * suppression needs a code that there is, a reason, and something to suppress. One without a reason has no effect.
 */
export function applySuppressions(findings: readonly Finding[], definition: Definition): Finding[] {
  if (!mayHoldSuppressions(definition.text)) return [...findings];
  return withoutSuppressed(findings, definition.text, [
    ...lineSuppressions(definition),
    ...commentSuppressions(definition),
  ]);
}

/** The findings that no suppression takes out, and what is wrong with the suppressions, in the order of the text. */
export function withoutSuppressed(
  findings: readonly Finding[],
  text: string,
  suppressions: readonly Suppression[],
): Finding[] {
  const { report, findings: own } = collectFindings();
  const active = suppressions.filter((each) => isSound(each, text, report));
  const used = new Set<Suppression>();
  const left = findings.filter((finding) => {
    const by = active.find(({ code, covers }) => code === finding.code && covers(finding));
    if (by) used.add(by);
    return !by;
  });
  for (const unused of active.filter((each) => !used.has(each) && !OCCASIONAL.has(each.code)))
    report('UNUSED_SUPPRESSION', unused, `Nothing here is ${unused.code}: remove this suppression.`, {
      fixes: unused.removal ? [unused.removal] : [],
    });
  return [...left, ...own].sort((a, b) => a.start - b.start || a.end - b.end);
}

function isSound(suppression: Suppression, text: string, report: Report): boolean {
  const { code, reason, start, end } = suppression;
  if (!isCode(code)) {
    const nearest = findNearest(code, Object.keys(RULES));
    const at = text.slice(start, end).indexOf(code);
    const edit = { start: start + at, end: start + at + code.length, text: nearest ?? '' };
    report('INVALID_SUPPRESSION', suppression, describeCode(code), {
      fixes: nearest !== undefined && at >= 0 ? [{ title: `Change to ${nearest}`, edits: [edit] }] : [],
    });
    return false;
  }
  if (isLasting(code)) {
    report('INVALID_SUPPRESSION', suppression, `${code} cannot be suppressed: correct what it names.`);
    return false;
  }
  if (reason === '')
    report('INVALID_SUPPRESSION', suppression, `Say why, after a colon: without a reason, ${code} is not suppressed.`);
  return reason !== '';
}

function describeCode(code: string): string {
  if (code === '') return 'Name the code of the finding that this suppresses.';
  return code.includes(',')
    ? 'One suppression names one code, and a reason after a colon.'
    : `There is no finding ${code}.`;
}

/** Line comments of a definition; in a template only those on its own lines. */
function lineSuppressions({ text, format, root, base }: Definition): Iterable<Suppression> {
  if (format !== 'yaml' || root === undefined) return [];
  const [from, to] = base === '' ? [0, text.length] : [lineStartAt(text, root.start), lineEndAt(text, root.end)];
  return lineSuppressionsIn(text, root, from, to);
}

/** `# fanout-disable-line CODE: reason`, at the end of the line that the finding begins on. */
export function* lineSuppressionsIn(text: string, root: ValueNode, from: number, to: number): Generator<Suppression> {
  for (const match of text
    .slice(from, to)
    .matchAll(/#[ \t]*fanout-disable-line\b[ \t]*([^\s:#]*)[ \t]*(?::([^#\r\n]*))?/g)) {
    const start = from + match.index;
    const place = pointerAt(root, start);
    // In a string it is no comment.
    if (place?.node?.kind === 'string' && place.node.start <= start && start < place.node.end) continue;
    const end = start + match[0].trimEnd().length;
    const line = { start: lineStartAt(text, start), end: lineEndAt(text, start) };
    const blanks = /[ \t]*$/.exec(text.slice(line.start, start))?.[0].length ?? 0;
    yield {
      code: match[1] ?? '',
      reason: (match[2] ?? '').trim(),
      start,
      end,
      pointer: place?.pointer ?? '',
      covers: (finding) => line.start <= finding.start && finding.start <= line.end,
      removal: { title: 'Remove the suppression', edits: [{ start: start - blanks, end, text: '' }] },
    };
  }
}

/** `fanout-disable CODE: reason` in the `Comment` of a state, or of the machine for what belongs to no state. */
function* commentSuppressions(definition: Definition): Generator<Suppression> {
  const states = [...allStates(definition)];
  const owners = new Set(states.map(({ pointer }) => pointer));
  const commented = states.map(({ pointer, node }) => ({ pointer, comment: propertyOf(node, 'Comment')?.value }));
  const whole = { pointer: '', comment: propertyOf(definition.root, 'Comment')?.value };
  for (const { pointer, comment } of [whole, ...commented])
    if (comment?.kind === 'string')
      for (const { code, reason } of readComment(comment))
        yield {
          ...{ code, reason, start: comment.start, end: comment.end },
          pointer: `${pointer}/Comment`,
          covers: (finding) => ownerOf(finding.pointer, owners) === pointer,
          removal: undefined,
        };
}

/** Each `fanout-disable CODE: reason` of a text. */
export function readComment({ value }: StringNode): { code: string; reason: string }[] {
  const parts = value.split(/(?=\bfanout-disable\b(?!-))/).filter((part) => part.startsWith(COMMENT_MARK));
  return parts.map((part) => {
    const [, code = '', reason = ''] = /^fanout-disable[ \t]*([^\s:;]*)[ \t]*(?::([^]*))?/.exec(part) ?? [];
    return { code, reason: reason.replace(/[;\s]+$/, '').trim() };
  });
}

/** The pointer of the innermost state that something belongs to; "" when it belongs to none. */
export function ownerOf(pointer: string, states: ReadonlySet<string>): string {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (states.has(at)) return at;
  return '';
}
