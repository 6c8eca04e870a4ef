import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ResultViewer } from '../../../../src/editor/results/result-viewer.ts';
import { openResultsInBucket, type ResultSet } from '../../../../src/items/result-files.ts';
import type { RecordFilter, RecordRows } from '../../../../src/protocol/result-records.ts';
import { FILES, putResults } from '../../items/result-fixtures.ts';
import { makeFolder, type Folder } from '../../items/support.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

let folder: Folder;
beforeEach(async () => {
  folder = await makeFolder();
  await putResults(folder, FILES);
});
afterEach(() => folder.remove());

type Constructor = ConstructorParameters<typeof ResultViewer>;

it('reads for the last search alone where several began before the results were open', async () => {
  const handlers = new Map<string, (params: never) => unknown>();
  const page = {
    handle: (name: string, handler: (params: never) => unknown) => handlers.set(name, handler),
    notify: () => undefined,
  } as unknown as Constructor[1];
  const services = { log: { warn: () => undefined } } as unknown as Constructor[0];
  const viewer = new ResultViewer(services, page, 'Results', undefined);
  let open: (set: ResultSet) => void = () => undefined;
  viewer.show({ location: 'here', open: () => new Promise((resolve) => (open = resolve)) });
  const find = (text: string): Promise<RecordRows> => {
    const filter: RecordFilter = { which: 'failed', group: undefined, text };
    return handlers.get('findRecords')?.({ filter } as never) as Promise<RecordRows>;
  };
  const answers = [find('price'), find('no price')];
  open(await openResultsInBucket('data', 'out/0a1b/manifest.json', folder.buckets));
  const [first, last] = await Promise.all(answers);
  expect(first).toEqual({ rows: [], next: undefined });
  expect(last?.rows.map(({ name }) => name)).toEqual(['a', 'b']);
  viewer.dispose();
});
