import type { Definition } from '../asl/definition.ts';
import { ERROR_NAMES, type ErrorName } from '../asl/error-names.ts';
import { findField } from '../asl/fields.ts';
import type { Field } from '../asl/fields/field.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { parsePointer, pointerAt, type PlaceInTree } from '../asl/pointer.ts';
import { ABOUT_ERRORS } from './about-errors.ts';
import { WHOLE_CONTEXT, type Member } from '../asl/context-members.ts';
import { contextAt, membersBelow, statesAt } from './context-object.ts';
import { describeField } from './describe-field.ts';
import { describeState } from './describe-state.ts';
import { INTRINSIC_LIBRARY, JSONATA_LIBRARY, signatureOf, type FunctionInfo } from './jsonata-library.ts';
import { tokenizeJsonata, type Token } from './jsonata-tokens.ts';
import { code, link, paragraphs } from './markdown.ts';
import { holds, namedAt, type Range } from './named-at.ts';
import { tokenizePath } from './path-tokens.ts';
import { placeAt, type Place } from './place.ts';
import { placesOf } from './string-places.ts';
import { readsOf, type Variable } from './variables.ts';

/** What is said about a stretch of the text. */
export interface Hover {
  readonly range: Range;
  readonly markdown: string;
}

/** What a field, state, variable, function, error or part of the Context object at an offset is; undefined for the rest. */
export function hoverAt(definition: Definition, offset: number): Hover | undefined {
  const named = namedAt(definition, offset);
  if (named)
    return {
      range: named.range,
      markdown: named.kind === 'state' ? describeState(named.state) : describeVariable(named.variable),
    };
  const inner = pointerAt(definition.root, offset);
  if (!inner) return undefined;
  const tokens = parsePointer(inner.pointer) ?? [];
  if (inner.property) return hoverKey(definition, tokens, inner.property.key);
  const place = placeAt(definition, tokens);
  return place && hoverValue(definition, offset, inner, tokens, place);
}

function hoverKey(definition: Definition, tokens: readonly string[], range: Range): Hover | undefined {
  const around = placeAt(definition, tokens.slice(0, -1));
  const name = tokens.at(-1) ?? '';
  const field =
    around?.kind === 'object'
      ? (around.shape.byName.get(name) ?? findField(around.shape.name, name))
      : around?.kind === 'untyped'
        ? findField('Pass', name)
        : undefined;
  return field && { range, markdown: `**${field.name}** ${describeField(field)}` };
}

function hoverValue(
  definition: Definition,
  offset: number,
  { node }: PlaceInTree,
  tokens: readonly string[],
  place: Place,
): Hover | undefined {
  if (node?.kind !== 'string') return undefined;
  if (place.kind === 'item' && place.field.name === 'ErrorEquals') {
    const about = ERROR_NAMES.includes(node.value as ErrorName) ? ABOUT_ERRORS[node.value as ErrorName] : undefined;
    return about === undefined
      ? undefined
      : { range: node, markdown: paragraphs(`**${node.value}** ${about}`, link('AWS documentation', PAGES.errors)) };
  }
  if (place.kind === 'value' && place.field.value.kind === 'enum') return hoverEnum(place.field, node);
  if (place.kind !== 'value' && place.kind !== 'payload') return undefined;
  const isJsonata = place.language === 'JSONata';
  if (isJsonata && !node.value.startsWith('{%')) return undefined;
  const shift = isJsonata ? 2 : 0;
  const cut = isJsonata ? tokenizeJsonata(node.value.slice(shift)) : tokenizePath(node.value);
  const places = placesOf(definition.text, node, definition.format);
  for (const [index, { start, end, kind }] of cut.entries()) {
    const range = places?.rangeOf(start + shift, end + shift);
    if (!range || !holds(range, offset) || range.end === offset) continue;
    const name = node.value.slice(start + shift, end + shift);
    const info = functionNamed(kind, name, isJsonata);
    if (info) return { range, markdown: describeFunction(info) };
    const depth = place.state ? (parsePointer(place.state.pointer)?.length ?? 0) : 0;
    const member = memberAt(place, tokens.slice(depth), node.value.slice(shift), cut, index);
    return (
      member && {
        range,
        markdown: paragraphs(`${code(member.path)} ${member.about}`, link('AWS documentation', PAGES.context)),
      }
    );
  }
  return undefined;
}

function hoverEnum(field: Field, range: Range): Hover {
  return { range, markdown: `**${field.name}** ${describeField(field)}` };
}

function functionNamed(kind: Token['kind'], name: string, isJsonata: boolean): FunctionInfo | undefined {
  if (kind !== 'function' && kind !== 'variable') return undefined;
  return isJsonata ? JSONATA_LIBRARY.get(name.slice(1)) : INTRINSIC_LIBRARY.get(name);
}

function describeFunction(info: FunctionInfo): string {
  return paragraphs(code(signatureOf(info)), info.about, link('Documentation', info.page));
}

/** The part of `$states…` or `$$…` that a token is, where the names before it lead there. */
function memberAt(
  place: Place,
  fields: readonly string[],
  text: string,
  cut: readonly Token[],
  index: number,
): { readonly path: string; readonly about: string } | undefined {
  const names: string[] = [];
  let at = index;
  const read = (token: Token | undefined): string => (token ? text.slice(token.start, token.end) : '');
  while (cut[at]?.kind === 'property' && read(cut[at - 1]) === '.') {
    names.unshift(read(cut[at]));
    at -= 2;
  }
  const root = read(cut[at]);
  if (root !== '$states' && root !== '$$') return undefined;
  const last = names.pop();
  const path = [root, ...names, ...(last === undefined ? [] : [last])].join('.');
  if (last === undefined)
    return {
      path,
      about: root === '$$' ? 'The Context object.' : 'The input, result, error and context of the state.',
    };
  const members = root === '$$' ? contextAt(place.state) : statesAt(place.state, fields);
  const about =
    findMember(members, names, last) ?? (root === '$$' ? findMember(WHOLE_CONTEXT, names, last) : undefined);
  return about === undefined ? undefined : { path, about };
}

function findMember(
  members: Readonly<Record<string, Member>>,
  names: readonly string[],
  last: string,
): string | undefined {
  const below = membersBelow(members, names);
  return below && Object.hasOwn(below, last) ? below[last]?.about : undefined;
}

function describeVariable(variable: Variable): string {
  const states = [...new Set(variable.assignments.map(({ state }) => state.name))];
  const reads = readsOf(variable).length;
  return paragraphs(
    `**Variable** ${code(`$${variable.name}`)}`,
    `Assigned in ${states.map(code).join(', ')}; read ${reads === 1 ? 'once' : `${reads} times`}.`,
    link('AWS documentation', PAGES.variables),
  );
}
