import type { Token } from './jsonata-tokens.ts';

const PATTERNS: readonly (readonly [kind: Token['kind'], pattern: RegExp])[] = [
  ['function', /States\.\w*/y],
  ['string', /'(?:[^'\\]|\\[^])*(?:'|\\?$)/y],
  ['number', /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y],
  ['variable', /\$\$|\$[\p{ID_Start}_][\p{ID_Continue}]*|\$|@/uy],
  ['constant', /(?:true|false|null)\b/y],
  ['property', /[\p{ID_Start}_][\p{ID_Continue}-]*/uy],
  ['operator', /\.\.|==|!=|<=|>=|&&|\|\||=~|[-.,()[\]*?:<>!]/y],
];

/** Cuts a path, or the call of an intrinsic function, into tokens, whatever is wrong with it. */
export function tokenizePath(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at, tokens.at(-1));
    if (token) tokens.push(token);
    at = token?.end ?? at + 1;
  }
  return tokens;
}

function tokenAt(text: string, start: number, last: Token | undefined): Token | undefined {
  const isStep = last?.kind === 'operator' && last.end === start && text.charAt(start - 1) === '.';
  for (const [kind, pattern] of PATTERNS) {
    // After a dot all words are names.
    if (isStep && (kind === 'function' || kind === 'constant')) continue;
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found === undefined || found === '') continue;
    return {
      kind,
      start,
      end: start + found.length,
      isClosed: kind !== 'string' || /^'(?:[^'\\]|\\[^])*'$/.test(found),
    };
  }
  return undefined;
}
