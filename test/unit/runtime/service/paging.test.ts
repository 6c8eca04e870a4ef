import { afterEach, expect, it, vi } from 'vitest';
import { readToken, takePage, writeToken } from '../../../../src/runtime/service/paging.ts';

afterEach(() => vi.useRealTimers());

const invalid = expect.objectContaining({ code: 'InvalidToken' }) as Error;

it('takes pages that stay right while others are added, and ends', () => {
  const items = [1, 2, 3].map((sequence) => ({ sequence }));
  const first = takePage(items.toReversed(), 'scope', { maxResults: 2 });
  expect(first.page.map(({ sequence }) => sequence)).toEqual([3, 2]);
  items.push({ sequence: 4 });
  const second = takePage(items.toReversed(), 'scope', { maxResults: 2, nextToken: first.nextToken });
  expect(second).toEqual({ page: [{ sequence: 1 }] });
});

it('makes tokens that are short, however long the request, and that only it takes', () => {
  const scope = `executions ${'x'.repeat(4000)}`;
  const token = writeToken(scope, 12);
  expect(token.length).toBeLessThan(1024);
  expect(readToken(scope, token)).toBe(12);
  expect(readToken(scope, undefined)).toBeUndefined();
  const [, ...rest] = Buffer.from(token, 'base64url').toString().split('.');
  const moved = Buffer.from(['13', ...rest].join('.')).toString('base64url');
  for (const wrong of [moved, `${token}Zm9v`, 'nonsense', '%', Buffer.from('12.0.').toString('base64url')])
    expect(() => readToken(scope, wrong)).toThrow(invalid);
  expect(() => readToken(`${scope} other`, token)).toThrow(invalid);
});

it('lets a token expire after a day', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  const token = writeToken('scope', 1);
  vi.setSystemTime(24 * 3_600_000);
  expect(readToken('scope', token)).toBe(1);
  vi.setSystemTime(24 * 3_600_000 + 1);
  expect(() => readToken('scope', token)).toThrow(invalid);
});
