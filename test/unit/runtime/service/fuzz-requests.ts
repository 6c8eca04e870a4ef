import fc from 'fast-check';
import { CHANGING, DEFINITIONS, PLAUSIBLE, STEADY } from './fuzz-seeds.ts';
import { ABSENT, ROLE } from './test-service.ts';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const depths = fc.constantFrom(3, 100, 1_000, 5_000, 20_000);
const deepText = fc.oneof(
  fc
    .tuple(depths, fc.constantFrom(['[', ']'], ['{"a":', '}']))
    .map(([depth, [open, close]]) =>
      open === '[' ? nested(depth, '[', ']') : '{"a":'.repeat(depth) + `1${close.repeat(depth)}`,
    ),
  depths.map((depth) => '['.repeat(depth)),
);
const hugeText = fc
  .tuple(fc.constantFrom('x', 'é', '\u0000', '"', '\ud800', '💥'), fc.constantFrom(81, 257, 2_001, 32_769, 262_145))
  .map(([character, length]) => character.repeat(length));
const oddText = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '__proto__',
      'constructor',
      '$',
      '${x}',
      '../..',
      ABSENT,
      ROLE,
      `${STEADY}:1#x`,
    ),
  },
  { weight: 1, arbitrary: hugeText },
  { weight: 1, arbitrary: deepText },
);
const oddValue = fc.oneof(
  { weight: 4, arbitrary: oddText },
  {
    weight: 3,
    arbitrary: fc.constantFrom(null, true, false, 0, -0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], [null], { key: 1 }),
  },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

/** The paths of all values of a JSON value, its own left out. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [[...path, key], ...pathsOf(child, [...path, key])]);
}

type Change = { readonly kind: 'drop' | 'replace' | 'rename' | 'add'; readonly value: unknown; readonly name: string };

function change(value: unknown, [key, ...rest]: readonly string[], how: Change): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    if (name !== key) return [[name, child]];
    if (rest.length > 0) return [[name, change(child, rest, how)]];
    if (how.kind === 'drop') return [];
    if (how.kind === 'rename') return [[how.name, child]];
    return how.kind === 'replace'
      ? [[name, how.value]]
      : [
          [name, child],
          [how.name, how.value],
        ];
  });
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

/** A JSON value with one thing changed somewhere. */
function mutated(value: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(value);
  return fc
    .record({
      path: fc.constantFrom(...paths),
      kind: fc.constantFrom('drop', 'replace', 'replace', 'rename', 'add'),
      value: oddValue,
      name: fc.oneof(fc.constantFrom(...new Set(paths.map((path) => path.at(-1) ?? ''))), oddText),
    })
    .map(({ path, ...how }) => change(value, path, how));
}

/** A text with something cut, put in or written twice. */
function mangled(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(text.length), fc.oneof(fc.constant(''), fc.string({ unit: 'binary' }), deepText))
    .map(([a, b, put]) => text.slice(0, Math.min(a, b)) + put + text.slice(Math.max(a, b)));
}

const definitions = fc
  .constantFrom(...DEFINITIONS)
  .chain((definition) =>
    fc.oneof(
      { weight: 6, arbitrary: mutated(definition).map((value) => JSON.stringify(value)) },
      { weight: 2, arbitrary: mangled(JSON.stringify(definition)) },
      { weight: 1, arbitrary: oddText },
    ),
  );

const bodyOf = (action: string, body: string | Uint8Array): WireRequest => ({
  method: 'POST',
  headers: { 'x-amz-target': `AWSStepFunctions.${action}`, 'content-type': 'application/x-amz-json-1.0' },
  body,
});

const changedRequests = fc
  .constantFrom(...Object.entries(PLAUSIBLE))
  .chain(([action, fields]) => mutated(fields).map((body) => bodyOf(action, JSON.stringify(body))));
const changedDefinitions = fc
  .tuple(
    fc.constantFrom(
      ['CreateStateMachine', { roleArn: ROLE }],
      ['UpdateStateMachine', { stateMachineArn: CHANGING }],
      ['ValidateStateMachineDefinition', { severity: 'WARNING' }],
      ['TestState', { roleArn: ROLE }],
    ),
    fc.constantFrom('STANDARD', 'EXPRESS'),
    fc.uuid(),
    definitions,
  )
  .map(([[action, fields], type, name, definition]) => {
    const more = action === 'CreateStateMachine' ? { name, type } : {};
    return bodyOf(action, JSON.stringify({ ...(fields as object), ...more, definition }));
  });
const changedTexts = fc
  .constantFrom(...Object.entries(PLAUSIBLE))
  .chain(([action, fields]) => mangled(JSON.stringify(fields)).map((body) => bodyOf(action, body)));
const noise = fc.oneof(
  fc
    .tuple(fc.constantFrom(...Object.keys(PLAUSIBLE)), fc.uint8Array({ maxLength: 200 }))
    .map(([action, bytes]) => bodyOf(action, bytes)),
  fc.tuple(fc.constantFrom(...Object.keys(PLAUSIBLE)), oddText).map(([action, text]) => bodyOf(action, text)),
);
/** What a header may carry: visible ASCII. */
const headerText = fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => text.trim());
const changedHeaders = fc
  .record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'),
    target: fc.oneof(
      headerText,
      fc.constantFrom(
        '',
        'AWSStepFunctions.',
        'AWSStepFunctions.__proto__',
        'AWSStepFunctions.toString',
        'DynamoDB_20120810.GetItem',
      ),
      headerText.map((text) => `AWSStepFunctions.${text}`),
    ),
    extra: fc.dictionary(
      fc.constantFrom(
        'content-type',
        'host',
        'origin',
        'authorization',
        'x-amz-date',
        'accept-encoding',
        'x-amzn-trace-id',
      ),
      headerText,
    ),
  })
  .map(({ method, target, extra }) => ({ method, headers: { 'x-amz-target': target, ...extra }, body: '{}' }));

/** Requests that are wrong, or nearly. */
export const wireRequests: fc.Arbitrary<WireRequest> = fc.oneof(
  { weight: 5, arbitrary: changedRequests },
  { weight: 4, arbitrary: changedDefinitions },
  { weight: 2, arbitrary: changedTexts },
  { weight: 1, arbitrary: noise },
  { weight: 1, arbitrary: changedHeaders },
);
