import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baseBook } from '../../../src/cost/built-in-books.ts';
import { parsePrice } from '../../../src/cost/money.ts';
import { bookPath, readCachedBook } from '../../../src/prices/price-cache.ts';
import { refreshPrices } from '../../../src/prices/refresh-prices.ts';
import { fanout } from '../cli/run-cli.ts';
import { offerFile, PRODUCTS, servePrices, type PriceServer } from './price-list.ts';

let folder = '';
let server: PriceServer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'fanout-prices-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const REGION = 'eu-west-1';
const request = (url: string) => ({ region: REGION, folder, base: baseBook(REGION), today: '2026-11-27', url });

describe("AWS's price list", () => {
  it('becomes a book of the region, read service by service, that is kept', async () => {
    server = await servePrices(REGION);
    const seen: string[] = [];
    const onProgress = (service: string): unknown => seen.push(service);
    const book = await refreshPrices({ ...request(server.url), onProgress: (service) => void onProgress(service) });
    expect(book).toMatchObject({ id: 'live-2026-11-27', asOf: '2026-11-27', region: REGION });
    expect([...new Set(seen)]).toEqual(Object.keys(PRODUCTS));
    const { stateTransition, expressGbSecond, sqsRequest, dynamoWriteUnit, dynamoReadUnit, logGb } = book.prices;
    // What the list gives for nothing comes off, and so does what only the pricing page says is free.
    expect(stateTransition).toMatchObject({ free: 4000, tiers: [{ price: parsePrice('0.000026') }] });
    expect(sqsRequest).toMatchObject({ free: 1_000_000, tiers: [{ price: parsePrice('0.0000004') }] });
    expect(expressGbSecond.tiers.map(({ upTo, price }) => [upTo, price])).toEqual([
      [3_600_000, parsePrice('0.000017')],
      [18_000_000, parsePrice('0.00000833')],
      [undefined, parsePrice('0.00000456')],
    ]);
    expect([dynamoWriteUnit, dynamoReadUnit, logGb].map(({ tiers }) => tiers[0]?.price)).toEqual(
      ['0.0000007', '0.00000014', '0.57'].map(parsePrice),
    );
    for (const { confidence, source } of Object.values(book.prices))
      expect([confidence, source]).toEqual([
        'verified',
        expect.stringMatching(/^AWS Price List .* of 2026-11-01, EU-/),
      ]);
    expect(await readCachedBook(folder, REGION)).toEqual(book);
    expect(await readdir(folder)).toEqual([`prices-${REGION}.json`]);
  });

  it('may be long: it is read piece by piece', async () => {
    const long = JSON.stringify(offerFile('AmazonS3', PRODUCTS.AmazonS3 ?? [], 40_000));
    expect(long.length).toBeGreaterThan(10_000_000);
    server = await servePrices(REGION, (service) => (service === 'AmazonS3' ? long : undefined));
    expect((await refreshPrices(request(server.url))).prices.s3Put.tiers[0]?.price).toBe(parsePrice('0.000005'));
  });

  const without = (service: string, usagetype: string): string =>
    JSON.stringify(
      offerFile(
        service,
        (PRODUCTS[service] ?? []).filter((product) => product.usagetype !== usagetype),
      ),
    );
  const instead = (service: string, usagetype: string, tiers: (typeof PRODUCTS)[string][number]['tiers']): string =>
    JSON.stringify(
      offerFile(
        service,
        (PRODUCTS[service] ?? []).map((product) => (product.usagetype === usagetype ? { ...product, tiers } : product)),
      ),
    );
  it.each([
    [
      'AmazonDynamoDB',
      without('AmazonDynamoDB', 'EU-WriteRequestUnits'),
      /dynamoWriteUnit \(AmazonDynamoDB, WriteRequestUnits\) is missing\./,
    ],
    [
      'AmazonS3',
      instead('AmazonS3', 'EU-Requests-Tier1', [['0', 'Inf', '0.005']]),
      /s3Put .* costs 0\.005 a piece, .* another unit/,
    ],
    ['AmazonS3', instead('AmazonS3', 'EU-Requests-Tier1', [['0', '10', '0.000005']]), /s3Put .*its tiers end/],
    [
      'AmazonS3',
      instead('AmazonS3', 'EU-Requests-Tier1', [
        ['0', '10', '0.000005'],
        ['11', 'Inf', '0.000004'],
      ]),
      /s3Put .*do not follow each other/,
    ],
    ['AmazonS3', instead('AmazonS3', 'EU-Requests-Tier1', [['0', 'Inf', 'free']]), /s3Put .*no decimal number/],
    ['AmazonS3', instead('AmazonS3', 'EU-Requests-Tier1', []), /s3Put .*has no price/],
    [
      'AWSLambda',
      JSON.stringify(
        offerFile('AWSLambda', [
          ...(PRODUCTS.AWSLambda ?? []),
          { usagetype: 'Request', tiers: [['0', 'Inf', '0.0000003']] },
        ]),
      ),
      /lambdaRequest .* is there 2 times with different figures/,
    ],
    ['AmazonStates', JSON.stringify(offerFile('AmazonSNS', [])), /no price list of AmazonStates: it says AmazonSNS/],
    ['AmazonStates', '<html>', /no price list of AmazonStates: it says nothing/],
    [
      'AmazonStates',
      JSON.stringify(offerFile('AmazonStates', PRODUCTS.AmazonStates ?? [])).slice(0, 900),
      /price list of AmazonStates/,
    ],
    ['AWSQueueService', 503, /AWSQueueService\/current\/eu-west-1\/index\.json answers 503/],
  ])(
    'is refused by name where %s lacks something, and the book from before is kept: %#',
    async (service, answer, message) => {
      await writeFile(bookPath(folder, REGION), 'before');
      server = await servePrices(REGION, (each) => (each === service ? answer : undefined));
      await expect(refreshPrices(request(server.url))).rejects.toThrow(message);
      expect(await readFile(bookPath(folder, REGION), 'utf8')).toBe('before');
      expect(await readdir(folder)).toEqual([`prices-${REGION}.json`]);
    },
  );

  it('is read over https only, from AWS or from this machine', async () => {
    await expect(refreshPrices(request('http://prices.example/'))).rejects.toThrow(/https only/);
    await expect(refreshPrices(request('http://127.0.0.1:1/'))).rejects.toThrow(/127\.0\.0\.1:1 cannot be reached/);
    await expect(refreshPrices({ ...request('http://127.0.0.1:1/'), region: '../x' })).rejects.toThrow(/no AWS region/);
  });

  it('can be stopped, and leaves nothing behind', async () => {
    server = await servePrices(REGION);
    const stop = new AbortController();
    const onProgress = (service: string): void => {
      if (service === 'AmazonS3') stop.abort();
    };
    await expect(refreshPrices({ ...request(server.url), signal: stop.signal, onProgress })).rejects.toThrow(/abort/i);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('fanout prices refresh', () => {
  it('keeps the prices that fanout cost --prices live then takes', async () => {
    server = await servePrices(REGION);
    const env = { FANOUT_PRICE_LIST_URL: server.url };
    const where = ['--region', REGION, '--cache', folder];
    const refreshed = await fanout(['prices', 'refresh', ...where], { env });
    expect(refreshed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(refreshed.stdout).toContain(bookPath(folder, REGION));
    const today = new Date().toISOString().slice(0, 10);
    const args = ['cost', '--set', 'items=10', ...where];
    expect((await fanout([...args, '--prices', 'live'])).stdout).toContain(`Prices of ${today}, eu-west-1`);
    expect((await fanout([...args, '--prices', bookPath(folder, REGION)])).stdout).not.toContain('Not from AWS');
    expect((await fanout(args)).stdout).toContain("Not from AWS's own list for eu-west-1");
  });

  it('says what is wrong in one line', async () => {
    server = await servePrices(REGION, () => 500);
    const failed = await fanout(['prices', 'refresh', '--region', REGION, '--cache', folder], {
      env: { FANOUT_PRICE_LIST_URL: server.url },
    });
    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toMatch(/^fanout: .*answers 500\. The prices from before are kept\.\n$/);
    const none = await fanout(['cost', '--set', 'items=1', '--prices', 'live', '--cache', folder]);
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/run `fanout prices refresh/) as string });
  });
});
