/** How many findings of each severity there are. */
export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
}

/** An entry of the outline, in words only: what the canvas shows by places and lines is said. */
export interface OutlineNode {
  readonly kind: 'machine' | 'state' | 'scope' | 'part';
  /** JSON Pointer of the state, the scope or the part (rule, catcher, retrier); "" for the machine. */
  readonly pointer: string;
  readonly label: string;
  readonly description: string;
  readonly counts: FindingCounts;
  /** A codicon. */
  readonly icon: string;
  /** Words that menus ask for: the kind, a state's type in lower case, and what can be done with it. */
  readonly context: readonly string[];
  readonly parent: OutlineNode | undefined;
  readonly children: readonly OutlineNode[];
}

/** What a screen reader says of an entry: all that stands beside its label, and how many problems it has. */
export function speak({ label, description, counts }: OutlineNode): string {
  return [label, ...description.split(' · '), ...describeCounts(counts)].filter((word) => word !== '').join(', ');
}

/** `2 errors`, `1 warning`; nothing of what there is none of. */
export function describeCounts({ errors, warnings }: FindingCounts): string[] {
  const say = (number: number, word: string): string[] =>
    number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
  return [...say(errors, 'error'), ...say(warnings, 'warning')];
}
