import type { State } from '../asl/definition.ts';
import { referencesTo } from '../asl/references.ts';
import { stringOf } from '../asl/values.ts';
import { code, escapeMarkdown, paragraphs } from './markdown.ts';

/** At most so many names are listed. */
const MOST = 8;

/** What a state is, what leads to it and where it goes, as Markdown. */
export function describeState(state: State): string {
  const comment = stringOf(state.fields.get('Comment')?.value);
  return paragraphs(
    `**${state.type === undefined ? 'State' : escapeMarkdown(state.type)}** ${code(state.name)}`,
    comment === undefined ? undefined : escapeMarkdown(comment),
    describeWork(state),
    comesFrom(state),
    goesTo(state),
  );
}

function describeWork({ fields, scopes, type }: State): string | undefined {
  const resource = stringOf(fields.get('Resource')?.value);
  if (resource !== undefined) return code(resource);
  const [first] = scopes;
  if (type === 'Map' && first) return `${first.mode ?? 'INLINE or DISTRIBUTED'}, ${first.states.length} states an item`;
  return type === 'Parallel' ? `${scopes.length} branches` : undefined;
}

function comesFrom(state: State): string {
  const references = referencesTo(state);
  const names = new Set(references.flatMap(({ from }) => (from ? [from.name] : [])));
  const isStart = references.some(({ kind }) => kind === 'startAt');
  const from = [...(isStart ? ['StartAt'] : []), ...listNames(names)];
  return from.length === 0 ? 'Nothing leads here.' : `From ${from.join(', ')}`;
}

function goesTo({ transitions, fields }: State): string | undefined {
  const names = listNames(new Set(transitions.map(({ target }) => target.value)));
  if (names.length > 0) return `To ${names.join(', ')}`;
  return fields.get('End') ? 'Ends its scope' : undefined;
}

function listNames(names: ReadonlySet<string>): string[] {
  const shown = [...names].slice(0, MOST).map(code);
  return names.size > MOST ? [...shown, `${names.size - MOST} more`] : shown;
}
