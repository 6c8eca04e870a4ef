import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseYamlSyntax } from '../../../../src/asl/parse-yaml.ts';
import { YamlThread } from '../../../../src/editor/language/yaml-thread.ts';

const LONG = 'Comment: |\n' + '  a line of a long text\n'.repeat(2000);
const textOf = (name: string): string => `StartAt: ${name}\n${LONG}`;

describe('YamlThread', () => {
  const readHere = vi.fn(() => Promise.resolve(parseYamlSyntax));
  let thread = new YamlThread(readHere);

  afterEach(() => {
    thread.dispose();
    readHere.mockClear();
    thread = new YamlThread(readHere);
  });

  it('reads long texts elsewhere, as they would be read here', async () => {
    const { text, tree } = await thread.read({}, textOf('A'));
    expect(text).toBe(textOf('A'));
    expect(tree).toEqual(parseYamlSyntax(text));
    expect(readHere).not.toHaveBeenCalled();
  });

  it('reads short texts at once', async () => {
    expect((await thread.read({}, 'a: 1')).tree).toEqual(parseYamlSyntax('a: 1'));
    expect(readHere).toHaveBeenCalledOnce();
  });

  it('leaves out what is overtaken, and answers it with the newest', async () => {
    const [one, other] = [{}, {}];
    const reads = ['A', 'B', 'C', 'D'].map((name) => thread.read(one, textOf(name)));
    const alone = thread.read(other, textOf('X'));
    const texts = (await Promise.all(reads)).map(({ text }) => text);
    // The first is on its way at once; the others wait for it.
    expect(texts).toEqual(['A', 'D', 'D', 'D'].map(textOf));
    expect((await alone).text).toBe(textOf('X'));
  });

  it('answers all the same when it dies, and again when it was disposed of', async () => {
    const broken = new YamlThread(readHere, '/nowhere/yaml-worker.js');
    const reads = await Promise.all([broken.read({}, textOf('A')), broken.read({}, textOf('B'))]);
    expect(reads.map(({ tree }) => tree)).toEqual([textOf('A'), textOf('B')].map((text) => parseYamlSyntax(text)));
    expect(readHere).toHaveBeenCalledTimes(2);

    const pending = thread.read({}, textOf('C'));
    thread.dispose();
    expect((await pending).tree).toEqual(parseYamlSyntax(textOf('C')));
    expect((await thread.read({}, textOf('D'))).text).toBe(textOf('D'));
  });
});
