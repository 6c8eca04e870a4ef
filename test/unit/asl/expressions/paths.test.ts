import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvaluationError } from '../../../../src/asl/expressions/expression.ts';
import {
  compilePath,
  compileReferencePath,
  readRequired,
  readSelection,
} from '../../../../src/asl/expressions/paths.ts';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { compiled, scopeOf } from './scope.ts';

const STORE = {
  store: {
    book: [
      { title: 'Sayings', price: 8.95, tags: ['old', 'short'] },
      { title: 'Sword', price: 12.99, isbn: '1' },
      { title: 'Moby', price: 8.99, isbn: '2', lost: null },
    ],
    bicycle: { price: 19.95, 'frame size': 54 },
  },
  nothing: null,
  limit: 10,
};

function read(path: string, input: JsonValue = STORE, variables: JsonObject = {}): JsonValue | undefined {
  return compiled(compilePath(path)).read(scopeOf(input, { context: { Map: { Item: { Index: 3 } } }, variables }));
}

function causeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof EvaluationError) return `${error.error}: ${error.cause}`;
  }
  return 'nothing was thrown';
}

describe('compilePath', () => {
  it.each<[string, JsonValue | undefined]>([
    ['$', STORE],
    ['$.limit', 10],
    ["$['limit']", 10],
    ['$["store"].bicycle[\'frame size\']', 54],
    ['$.store.book[0].title', 'Sayings'],
    ['$.store.book[-1].title', 'Moby'],
    ['$.store.book[7]', undefined],
    ['$.nothing', null],
    ['$.nothing.more', undefined],
    ['$.absent', undefined],
    ['$.limit.toString', undefined],
    ['$.toString', undefined],
    ['$.store.book.length', undefined],
    ['$$.Map.Item.Index', 3],
    ["$.store.['bicycle'].price", 19.95],
    ['$.store.book[*].price', [8.95, 12.99, 8.99]],
    ['$.store.book[0,2].title', ['Sayings', 'Moby']],
    ['$.store.book[:2].title', ['Sayings', 'Sword']],
    ['$.store.book[1:].title', ['Sword', 'Moby']],
    ['$.store.book[-2:].title', ['Sword', 'Moby']],
    ['$..price', [8.95, 12.99, 8.99, 19.95]],
    ['$.store..title', ['Sayings', 'Sword', 'Moby']],
    ['$..book[1].isbn', ['1']],
    ['$.store.bicycle.*', [19.95, 54]],
    ["$.store.book[0]['title','price']", { title: 'Sayings', price: 8.95 }],
    ['$.absent[*].price', []],
    ['$.absent[1:]', []],
    ['$.store.book[?(@.isbn)].title', ['Sword', 'Moby']],
    ['$.store.book[?(!@.isbn)].title', ['Sayings']],
    ['$.store.book[?(@.price < $.limit && @.isbn)].title', ['Moby']],
    ["$.store.book[?(@.title == 'Sword' || @.price==8.95)].price", [8.95, 12.99]],
    ['$.store.book[?(@.title =~ /s.*/i)].title', ['Sayings', 'Sword']],
    ["$.store.book[?(@.title in ['Moby', 'Dick'])].price", [8.99]],
    ["$.store.book[?('old' in @.tags)].title", ['Sayings']],
    ["$.store.book[?(@.tags contains 'old')].title", ['Sayings']],
    ['$.store.book[?(@.lost == null)].title', ['Moby']],
    ['$.store.book[?(@.tags size 2)].title', ['Sayings']],
    ['$..book[?(@.isbn == 2)].title', ['Moby']],
    ['$.store.book.length()', 3],
    ['$.store.bicycle.keys()', ['price', 'frame size']],
    ['$.store.book[*].price.length()', [null, null, null]],
    ['$.limit.max()', null],
  ])('reads %s', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  it('reads variables, their fields and what is no object', () => {
    expect(read('$name', null, { name: 'x' })).toBe('x');
    expect(read('$größe.x[0]', null, { größe: { x: [1] } })).toBe(1);
    expect(read('$absent.x', null)).toBeUndefined();
    expect(read('$.x', [{ x: 1 }])).toBeUndefined();
  });

  it.each([
    ['', 0],
    ['a.b', 0],
    ['$.', 1],
    ['$.a.', 3],
    ['$.a..', 3],
    ['$.a[', 4],
    ['$.a[]', 4],
    ['$.a[1', 5],
    ['$.a[1:2:1]', 7],
    ["$.a['b]", 4],
    ["$.a['']", 6],
    ['$.a b', 3],
    ['$.a[?(@.x >)]', 11],
    ['$.a[?(1)]', 7],
    ['$.a[?(@.x =~ /[/)]', 13],
    ['$.a.size().b', 10],
    ['$.a.unknown()', 4],
    ['$.a.length(1)', 11],
    ['@.a', 0],
    ['$.a]', 3],
  ])('refuses %s, saying where', (path, offset) => {
    const result = compilePath(path);
    expect(result.ok ? 'accepted' : result.problems[0]?.offset).toBe(offset);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', '$', '$.', '$[', '$..', '$[?(', '$.a[?(@.b'), (text, start) => {
        const result = compilePath(start + text);
        if (result.ok) result.value.read(scopeOf(STORE));
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds every member by its quoted name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), (name, value) => {
        const input = Object.fromEntries([[name, value as JsonValue]]);
        const quoted = name.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
        expect(read(`$['${quoted}']`, input)).toEqual(value);
      }),
    );
  });
});

describe('compileReferencePath', () => {
  it('gives names and indexes', () => {
    expect(compiled(compileReferencePath("$.a['b c'][2].d")).steps).toEqual(['a', 'b c', 2, 'd']);
  });

  it.each(['$.a[*]', '$..a', '$.a[0,1]', '$.a[1:]', '$.a[?(@.b)]', "$['a','b']", '$.a[-1]', '$.a.length()'])(
    'refuses %s',
    (path) => {
      expect(compileReferencePath(path).ok).toBe(false);
    },
  );
});

describe('a path that leads nowhere', () => {
  const INPUT = { a: { text: 'x', list: [1], none: null } };

  it('is named with its field and the input', () => {
    const path = compiled(compilePath('$.b'));
    expect(causeOf(() => readRequired(path, scopeOf({ a: 1 }), 'x.$'))).toBe(
      `States.Runtime: The JSONPath '$.b' specified for the field 'x.$' could not be found in the input '{"a":1}'`,
    );
  });

  it.each([
    ['$.b', "No results for path: $['b']"],
    ['$.b.c', "Missing property in path $['b']"],
    ['$.a.list[4]', "No results for path: $['a']['list'][4]"],
    ['$.a.text[0]', 'Filter: [0] can only be applied to arrays. Current context is: x'],
    ['$.a.none[0]', "The path $['a']['none'] is null"],
    [
      '$.a.text.more',
      "Expected to find an object with property ['more'] in path $['a']['text'] but found 'java.lang.String'. " +
        "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.",
    ],
    ['$nowhere.a', 'No results for path: $'],
  ])('says why %s selects nothing', (text, why) => {
    const path = compiled(compilePath(text));
    expect(causeOf(() => readSelection(path, scopeOf(INPUT)))).toBe(`States.Runtime: Invalid path '${text}' : ${why}`);
  });

  it('does not take null for missing', () => {
    const path = compiled(compilePath('$.a.none'));
    expect(readRequired(path, scopeOf(INPUT), 'x')).toBeNull();
    expect(readSelection(path, scopeOf(INPUT))).toBeNull();
  });
});
