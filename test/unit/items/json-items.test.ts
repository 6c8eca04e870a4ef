import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonItems } from '../../../src/items/json-items.ts';
import { readJsonLines } from '../../../src/items/jsonl-items.ts';
import { inPieces } from './support.ts';

async function parse(text: string, pointer = '', size = 1000): Promise<{ items: unknown[]; keys: string[] }> {
  const all = { items: [] as unknown[], keys: [] as string[] };
  for await (const { items, keys } of readJsonItems(inPieces(text, size), pointer, 'S3://data/a.json')) {
    all.items.push(...items);
    all.keys.push(...(keys ?? []));
  }
  return all;
}

async function parseLines(text: string, size = 1000): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const items of readJsonLines(inPieces(text, size), 'S3://data/a.jsonl')) all.push(...items);
  return all;
}

describe('a JSON dataset', () => {
  it('is the elements of an array, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(0, 2),
        async (value, size, indent) => {
          const text = JSON.stringify(value, null, indent);
          expect((await parse(text, '', size)).items).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('is the entries of an object, in the order of the text', async () => {
    expect(await parse('{"10": 1, "2": [2], "__proto__": {"a": "}"}, "é\\n": null}', '', 3)).toEqual({
      items: [1, [2], { a: '}' }, null],
      keys: ['10', '2', '__proto__', 'é\n'],
    });
    expect(await parse('{ }')).toEqual({ items: [], keys: [] });
  });

  it.each([1, 4, 1000])('is found by its pointer, in pieces of %i', async (size) => {
    const text = '{"x": [1, {"a": 5}], "a/b": {"t": true, "n": [-1.5e3, {"~": [7, {"k": "]"}]}]}, "z": 0}';
    expect((await parse(text, '/a~1b/n/1/~0', size)).items).toEqual([7, { k: ']' }]);
    expect((await parse(text, '/x', size)).items).toEqual([1, { a: 5 }]);
    expect((await parse(text, '/x/1', size)).keys).toEqual(['a']);
  });

  it.each([
    ['"text"', '', 'Attempting to map over non-iterable node.'],
    ['{"a": 5}', '/a', 'Attempting to map over non-iterable node.'],
    ['{"a": [1]}', '/b', 'nothing stands at ItemsPointer /b'],
    ['{"a": [1]}', '/a/0/c', 'nothing stands at ItemsPointer /a/0/c'],
    ['', '', 'it is empty'],
    ['[1, 2', '', 'it ends in the middle'],
    ['[1, 2,]', '', 'no JSON dataset'],
    ['[1, , 2]', '', 'no JSON dataset'],
    ['[1] 2', '', 'there is more text after its end'],
    ['[1}', '', 'its brackets do not match'],
    ['[1 2]', '', 'no JSON dataset'],
  ])('refuses %j at "%s"', async (text, pointer, message) => {
    await expect(parse(text, pointer)).rejects.toThrow(message);
    await expect(parse(text, pointer, 1)).rejects.toThrow(message);
  });

  it('refuses an item of more than 8 MB', async () => {
    await expect(parse(`["${'x'.repeat(9_000_000)}"]`, '', 65_536)).rejects.toThrow('more than 8 MB');
  });
});

describe('JSON Lines', () => {
  it('are one item a line, in pieces of any size', async () => {
    const text = '{"a": 1}\r\n\n"x"\n[2]\n3';
    for (const size of [1, 2, 7, 1000]) expect(await parseLines(text, size)).toEqual([{ a: 1 }, 'x', [2], 3]);
  });

  it('keep a number that would become another', async () => {
    const lines = ['1', '{"id":12345678901234567890,"s":"12345678901234567891"}', '-9007199254740993', '1e400'];
    expect((await parseLines(lines.join('\n'))).map((item) => JSON.stringify(item))).toEqual(lines);
    expect((await parse(`[${lines.join(',')}]`)).items.map((item) => JSON.stringify(item))).toEqual(lines);
  });

  it('name the line that is no JSON', async () => {
    await expect(parseLines('1\n2\n{"a":\n', 2)).rejects.toThrow('Line 3 of S3://data/a.jsonl is no JSON');
    await expect(parseLines(`1\n"${'x'.repeat(9_000_000)}"`, 65_536)).rejects.toThrow('at most 8 MB');
  });
});
