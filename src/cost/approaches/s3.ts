import type { Ledger } from '../ledger.ts';
import type { ReaderKind } from '../map-fields.ts';
import { ratioOf } from '../money.ts';
import type { PathWeight } from '../path-weight.ts';

/** Map Runs, or inline Maps, that are alike. */
export interface Runs {
  readonly count: number;
  readonly items: number;
}

/** Objects of one page of ListObjectsV2. */
const LIST_PAGE = 1000;
/** A ResultWriter's files are uploaded in parts; each part is a request. */
const PART_BYTES = 5 * 1024 * 1024;

/** Requests to S3 that states make themselves. */
export function addRequests(
  ledger: Ledger,
  { s3Gets, s3Puts }: Pick<PathWeight, 's3Gets' | 's3Puts'>,
  { times, who, pointer }: { readonly times: number; readonly who: string; readonly pointer?: string | undefined },
): void {
  ledger.add('s3Get', { item: `Requests of ${who}`, perRun: ratioOf(times * s3Gets), pointer });
  ledger.add('s3Put', { item: `Requests of ${who}`, perRun: ratioOf(times * s3Puts), pointer });
}

/** What Map Runs read, `count` of them with `items` each. */
export function addReader(
  ledger: Ledger,
  reader: ReaderKind,
  { name, pointer, count, items }: Runs & { readonly name: string; readonly pointer: string | undefined },
): void {
  if (reader === 'listing')
    ledger.add('s3Put', {
      item: `Listing the objects of ${name}, 1,000 a request`,
      perRun: ratioOf(count * Math.max(1, Math.ceil(items / LIST_PAGE))),
      pointer,
    });
  else if (reader === 'inventory')
    ledger.add('s3Get', {
      item: `Reading a manifest and a file of it for ${name}`,
      perRun: ratioOf(2 * count),
      pointer,
    });
  else if (reader !== 'input')
    ledger.add('s3Get', { item: `Reading the input of ${name}`, perRun: ratioOf(count), pointer });
}

/** What Map Runs write, each so many bytes, and a manifest. */
export function addWriter(
  ledger: Ledger,
  {
    name,
    pointer,
    groups,
  }: {
    readonly name: string;
    readonly pointer: string | undefined;
    readonly groups: readonly { readonly count: number; readonly bytes: number }[];
  },
): void {
  const requests = groups.reduce((sum, { count, bytes }) => sum + count * (Math.ceil(bytes / PART_BYTES) + 1), 0);
  ledger.add('s3Put', {
    item: `Writing results of ${name}, in parts of 5 MB, and the manifest`,
    perRun: ratioOf(requests),
    pointer,
  });
}
