import { createHash } from 'node:crypto';
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

/** How long a token is good for: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
const TOKEN_MILLISECONDS = 24 * 60 * 60 * 1000;

/** An opaque token: where the next page begins, bound to the request it belongs to. */
export function writeToken(scope: string, position: number): string {
  const content = `${position}.${Date.now()}`;
  return Buffer.from(`${content}.${sealToken(scope, content)}`).toString('base64url');
}

/**
 * The position of a token, or undefined without one; throws InvalidToken for one that this request did not give, or
 * that is older than a day.
 */
export function readToken(scope: string, token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  const [position = '', written = '', seal, ...rest] = Buffer.from(token, 'base64url').toString('utf8').split('.');
  const age = Date.now() - Number(written);
  if (rest.length > 0 || seal !== sealToken(scope, `${position}.${written}`) || age > TOKEN_MILLISECONDS)
    throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  return Number(position);
}

/** Ties a token's content to its request: short, however long the ARNs in it are. */
function sealToken(scope: string, content: string): string {
  return createHash('sha256')
    .update(JSON.stringify([scope, content]))
    .digest('base64url')
    .slice(0, 22);
}

/** Something with a place in the order of creation, so that pages stay right while others are added. */
export interface Sequenced {
  readonly sequence: number;
}

/** What gets its place when it is added, unless it has one already. */
export type Unsequenced<T extends Sequenced> = Omit<T, 'sequence'> & { readonly sequence?: number };

/** The place after `added`, where `next` was the next one. */
export function nextSequence(next: number, added: Sequenced): number {
  return Math.max(next, added.sequence + 1);
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
