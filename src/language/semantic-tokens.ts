import type { Definition } from '../asl/definition.ts';
import { visitExpressions, type ExpressionPlace } from '../asl/expressions/expression-places.ts';
import { isIntrinsic } from '../asl/expressions/intrinsics.ts';
import { isJsonataText } from '../asl/expressions/jsonata.ts';
import { allStates } from '../asl/scopes.ts';
import { JSONATA_LIBRARY } from './jsonata-library.ts';
import { tokenizeJsonata, type Token, type TokenKind } from './jsonata-tokens.ts';
import { tokenizePath } from './path-tokens.ts';
import { placesOf } from './string-places.ts';
import type { TokenType } from './token-types.ts';

/** A stretch of one line. */
export interface SemanticToken {
  readonly type: TokenType;
  /** JSONata's and Step Functions' own: `$states`, `$sum`, `States.Format`. */
  readonly isLibrary: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * The parts of JSONata in `{% … %}`, of calls of intrinsic functions, and of paths that start at a variable or at the
 * Context object, where they are evaluated; in the order of the text, without overlap.
 */
export function semanticTokensOf(definition: Definition): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  for (const state of allStates(definition)) visitExpressions(state, (place) => addTokens(definition, place, tokens));
  const sorted = tokens.toSorted((a, b) => a.start - b.start);
  let last = -1;
  return sorted.filter(({ start, end }) => {
    if (start < last) return false;
    last = end;
    return true;
  });
}

function addTokens({ text, format }: Definition, { kind, node }: ExpressionPlace, tokens: SemanticToken[]): void {
  const { value } = node;
  const isJsonata = kind === 'jsonata';
  if (isJsonata ? !isJsonataText(value) : !isIntrinsic(value) && !/^\$[^.[]/.test(value)) return;
  const cut = isJsonata ? tokenizeJsonata(value.slice(2, -2)) : tokenizePath(value);
  const shift = isJsonata ? 2 : 0;
  const places = placesOf(text, node, format);
  if (!places) return;
  // The text of a value on one line has no line breaks either.
  const isLong = /[\r\n]/.test(text.slice(node.start, node.end));
  for (const token of cut) {
    const type = typeOf(token.kind);
    const name = value.slice(token.start + shift, token.end + shift);
    for (const part of isLong ? splitLines(name, token.start + shift) : [shifted(token, shift)]) {
      const { start, end } = places.rangeOf(part.start, part.end);
      if (end > start && !(isLong && /[\r\n]/.test(text.slice(start, end))))
        tokens.push({ type, isLibrary: isLibrary(token, name, isJsonata), start, end });
    }
  }
}

function typeOf(kind: TokenKind): TokenType {
  return kind === 'constant' ? 'keyword' : kind;
}

function isLibrary({ kind }: Token, name: string, isJsonata: boolean): boolean {
  if (kind === 'function') return !isJsonata || JSONATA_LIBRARY.has(name.slice(1));
  return kind === 'variable' && (name === '$states' || name === '$$' || name === '$');
}

function shifted({ start, end }: Token, by: number): { start: number; end: number } {
  return { start: start + by, end: end + by };
}

function* splitLines(text: string, start: number): Generator<{ start: number; end: number }> {
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g))
    yield { start: start + index, end: start + index + line.length };
}
