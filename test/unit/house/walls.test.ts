import { ESLint } from 'eslint';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRONT_ENDS, ROOMS } from '../../../scripts/walls.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');
// Only the rules of the walls, and no type information: they need none.
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfig: { languageOptions: { parserOptions: { project: false } } },
  ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted'),
});

/** What lint says of this text, were it a file of the room. */
async function faultsOf(room: string, text: string): Promise<{ line: number; message: string }[]> {
  const [file] = (await readdir(path.join(ROOT, 'src', room))).filter((name) => name.endsWith('.ts'));
  if (!file) throw new Error(`src/${room} has no file to stand in for.`);
  const [result] = await eslint.lintText(text, { filePath: path.join(ROOT, 'src', room, file) });
  return (result?.messages ?? []).map(({ line, message }) => ({ line, message }));
}

const rooms = Object.entries(ROOMS);
// A room that has no file yet has no folder in a clone.
const built = (
  await Promise.all(
    rooms.map(async ([room]) => [room, (await readdir(path.join(ROOT, 'src', room)).catch(() => [])).length] as const),
  )
)
  .filter(([, files]) => files > 0)
  .map(([room]) => room);

describe('the walls', () => {
  it('have no circle', () => {
    const reached = new Map<string, Set<string>>();
    const reach = (room: string, way: string[]): Set<string> => {
      expect(way, `${[...way, room].join(' → ')} is a circle`).not.toContain(room);
      const known = reached.get(room);
      if (known) return known;
      const all = new Set(ROOMS[room]!.imports.flatMap((next) => [next, ...reach(next, [...way, room])]));
      reached.set(room, all);
      return all;
    };
    for (const [room] of rooms) reach(room, []);
  });

  it.each(built)('keep %s from what it may not import', async (room) => {
    const row = ROOMS[room]!;
    const closed = [...rooms.map(([name]) => name), ...Object.keys(FRONT_ENDS)].filter(
      (name) => name !== room && !row.imports.includes(name),
    );
    const planted = closed.map((other) => `import '../${other}/planted.ts';`);
    const faults = await faultsOf(room, [...planted, "import 'vscode';", "import 'asl-validator';", ''].join('\n'));
    for (const what of [
      ...closed.map((other) => `${room}/ may not import ${other}/`),
      'import vscode',
      'asl-validator is',
    ])
      expect(faults.map(({ message }) => message).join('\n'), room).toContain(what);
    const open = row.imports.map((name) => `import '../${name}/planted.ts';`).join('\n');
    expect(await faultsOf(room, `${open}\n`), `${room} may import ${row.imports.join()}`).toEqual([]);
  });

  it.each(built.filter((room) => !ROOMS[room]!.node))('keep %s pure', async (room) => {
    const impure = [
      "import 'node:fs';",
      "import 'path';",
      'process.exit();',
      'Date.now();',
      'new Date();',
      'Math.random();',
      'setTimeout(() => 1);',
    ];
    const lines = (await faultsOf(room, `${impure.join('\n')}\n`)).map(({ line }) => line);
    expect([...new Set(lines)], room).toEqual(impure.map((_, index) => index + 1));
  });
});
