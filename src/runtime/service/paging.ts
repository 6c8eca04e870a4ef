import { ApiError } from './api-error.ts';
import type { Field } from './fields.ts';

/** The paging fields that the List actions and GetExecutionHistory share. */
export const PAGING = {
  maxResults: { type: 'integer', min: 0, max: 1000 },
  nextToken: { type: 'string', min: 1, max: 1024 },
} as const satisfies Record<string, Field>;

/** 0 and nothing both mean AWS's default of 100. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults === undefined || maxResults === 0 ? 100 : maxResults;
}

/** An opaque token: where the next page begins, bound to the request it belongs to. */
export function writeToken(scope: string, position: number): string {
  return Buffer.from(JSON.stringify([scope, position])).toString('base64url');
}

/** The position of a token, or undefined without one; throws InvalidToken for one that this request did not give. */
export function readToken(scope: string, token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  try {
    const [of, position] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as [unknown, unknown];
    if (of === scope && typeof position === 'number' && Number.isSafeInteger(position)) return position;
  } catch {
    // Falls through: what cannot be read is as invalid as what belongs elsewhere.
  }
  throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
}

/** Something with a place in the order of creation, so that pages stay right while others are added. */
export interface Sequenced {
  readonly sequence: number;
}

/** One page of `items`, which come newest first; the token continues below the last one given. */
export function takePage<T extends Sequenced>(
  newestFirst: Iterable<T>,
  scope: string,
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
): { readonly page: readonly T[]; readonly nextToken?: string } {
  const below = readToken(scope, nextToken) ?? Infinity;
  const size = pageSize(maxResults);
  const page: T[] = [];
  for (const item of newestFirst) {
    if (item.sequence >= below) continue;
    const last = page.at(-1);
    if (page.length === size && last !== undefined) return { page, nextToken: writeToken(scope, last.sequence) };
    page.push(item);
  }
  return { page };
}
