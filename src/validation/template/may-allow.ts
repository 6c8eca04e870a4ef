/** What one statement allows: patterns with `*`, expanded; UNTOLD for parts that the template does not tell. */
export interface Granted {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * One step of an expanded pattern: a character, `?`, `*` or a part that nobody knows (`any`), a part that holds neither
 * `:` nor `/` (`word`: region, account, stack), or the name that CloudFormation makes up for a resource (`name`).
 */
type Step =
  | { readonly kind: 'char'; readonly value: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'any' }
  | { readonly kind: 'word' }
  | { readonly kind: 'name'; readonly value: string };

const ANY: Step = { kind: 'any' };

/** Whether a statement may allow an action on a resource: false only where it certainly does not. */
export function mayAllow({ actions, resources }: Granted, action: string, resource: string): boolean {
  return (
    actions.some((each) => mayMeet(each.toLowerCase(), action.toLowerCase())) &&
    resources.some((each) => mayMeet(each, resource))
  );
}

/** Whether two patterns may have a text in common, whatever the deployment makes of their open parts. */
export function mayMeet(left: string, right: string): boolean {
  const [a, b] = [stepsOf(left), stepsOf(right)];
  const failed = new Set<number>();
  const meet = (i: number, j: number): boolean => {
    const key = i * (b.length + 1) + j;
    if (failed.has(key)) return false;
    const found = meetAt(a, i, b, j, meet) || meetAt(b, j, a, i, (y, x) => meet(x, y));
    if (!found) failed.add(key);
    return found;
  };
  return meet(0, 0);
}

/** From here on, as far as the first pattern leads. */
function meetAt(
  a: readonly Step[],
  i: number,
  b: readonly Step[],
  j: number,
  meet: (i: number, j: number) => boolean,
): boolean {
  const [first, second] = [a[i], b[j]];
  if (first === undefined) return second === undefined;
  if (first.kind === 'any') return meet(i + 1, j) || (second !== undefined && meet(i, j + 1));
  if (first.kind === 'word') return meet(i + 1, j) || (isInWord(second) && meet(i, j + 1));
  if (second === undefined) return false;
  if (first.kind === 'name') {
    if (second.kind === 'name') return first.value === second.value && meet(i + 1, j + 1);
    return (
      (second.kind === 'char' || second.kind === 'one') && isInWord(second) && (meet(i + 1, j + 1) || meet(i, j + 1))
    );
  }
  if (second.kind !== 'char' && second.kind !== 'one') return false;
  const isSame = first.kind === 'one' || second.kind === 'one' || first.value === second.value;
  return isSame && meet(i + 1, j + 1);
}

function isInWord(step: Step | undefined): boolean {
  return step !== undefined && !(step.kind === 'char' && (step.value === ':' || step.value === '/'));
}

function stepsOf(text: string): readonly Step[] {
  return Array.from(text.matchAll(/\$\{([^}]*)\}|[^]/g), ([written, name]): Step => {
    if (name === undefined) {
      if (written === '*') return ANY;
      return written === '?' ? { kind: 'one' } : { kind: 'char', value: written };
    }
    if (name.startsWith('#')) return { kind: 'name', value: name };
    return /^AWS::(?:Region|AccountId|Partition|StackName|URLSuffix)$/i.test(name) ? { kind: 'word' } : ANY;
  });
}
