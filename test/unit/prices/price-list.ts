import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../../src/asl/json.ts';

/** A price list in the shape of AWS's public one, small, with made-up figures for eu-west-1. */

type Tier = readonly [from: string, to: string, usd: string];
interface Product {
  readonly usagetype: string;
  readonly group?: string;
  readonly tiers: readonly Tier[];
}

const flat = (usd: string): readonly Tier[] => [['0', 'Inf', usd]];

export const PRODUCTS: Readonly<Record<string, readonly Product[]>> = {
  AmazonStates: [
    {
      usagetype: 'EU-StateTransition',
      group: 'SFN-StateTransitions',
      tiers: [
        ['0', '4000', '0.0000000000'],
        ['4000', 'Inf', '0.0000260000'],
      ],
    },
    { usagetype: 'EU-StepFunctions-Request', group: 'SFN-ExpressWorkflows-Requests', tiers: flat('0.0000011000') },
    {
      usagetype: 'EU-StepFunctions-GB-Second',
      group: 'SFN-ExpressWorkflows-Duration',
      // Not in the order of their ranges, as in AWS's files.
      tiers: [
        ['18000000', 'Inf', '0.0000045600'],
        ['0', '3600000', '0.0000170000'],
        ['3600000', '18000000', '0.0000083300'],
      ],
    },
  ],
  AWSLambda: [
    { usagetype: 'EU-Request', group: 'AWS-Lambda-Requests', tiers: flat('0.0000002000') },
    { usagetype: 'EU-Request-ARM', group: 'AWS-Lambda-Requests-ARM', tiers: flat('0.0000009000') },
    { usagetype: 'EU-Lambda-GB-Second', group: 'AWS-Lambda-Duration', tiers: flat('0.0000166667') },
    { usagetype: 'EU-Lambda-GB-Second-ARM', group: 'AWS-Lambda-Duration-ARM', tiers: flat('0.0000133334') },
    { usagetype: 'EU-Lambda-Provisioned-GB-Second', group: 'AWS-Lambda-Duration-Provisioned', tiers: flat('9') },
  ],
  AWSQueueService: [
    { usagetype: 'EU-Requests-Tier1', group: 'SQS-APIRequest-Tier1', tiers: flat('0.0000004000') },
    { usagetype: 'EU-Requests-FIFO-Tier1', group: 'SQS-APIRequest-FIFO-Tier1', tiers: flat('0.0000005000') },
  ],
  AmazonDynamoDB: [
    { usagetype: 'EU-WriteRequestUnits', group: 'DDB-WriteUnits', tiers: flat('0.0000007000') },
    { usagetype: 'EU-IA-WriteRequestUnits', group: 'DDB-WriteUnitsIA', tiers: flat('0.0000009000') },
    { usagetype: 'IA-ReadRequestUnits', tiers: flat('0.0000009000') },
    { usagetype: 'EU-ReplWriteRequestUnits', tiers: flat('0.0000009000') },
    { usagetype: 'EU-ReadRequestUnits', group: 'DDB-ReadUnits', tiers: flat('0.0000001400') },
  ],
  AmazonS3: [
    { usagetype: 'EU-Requests-Tier1', group: 'S3-API-Tier1', tiers: flat('0.0000050000') },
    { usagetype: 'EU-Requests-SIA-Tier1', group: 'S3-API-SIA-Tier1', tiers: flat('0.00001') },
    { usagetype: 'EU-Requests-Tier2', group: 'S3-API-Tier2', tiers: flat('0.0000004000') },
  ],
  AmazonCloudWatch: [{ usagetype: 'EU-DataProcessing-Bytes', tiers: flat('0.5700000000') }],
};

export function offerFile(service: string, products: readonly Product[], padding = 0): JsonObject {
  const padded: Product[] = Array.from({ length: padding }, (_, index) => ({
    usagetype: `EU-Other-${index}`,
    tiers: flat('1'),
  }));
  const all = [...padded, ...products].map((product, index) => ({ sku: `SKU${index}`, ...product }));
  return {
    formatVersion: 'v1.0',
    disclaimer: 'This pricing list is for informational purposes only.',
    offerCode: service,
    version: '20261101000000',
    publicationDate: '2026-11-01T00:00:00Z',
    products: Object.fromEntries(
      all.map(({ sku, usagetype, group }) => [
        sku,
        { sku, productFamily: 'x', attributes: { servicecode: service, usagetype, ...(group ? { group } : {}) } },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        all.map(({ sku, tiers }) => [
          sku,
          {
            [`${sku}.JRTCKXETXF`]: {
              offerTermCode: 'JRTCKXETXF',
              sku,
              priceDimensions: Object.fromEntries(
                tiers.map(([beginRange, endRange, USD], index) => [
                  `${sku}.JRTCKXETXF.${index}`,
                  {
                    rateCode: `${sku}.${index}`,
                    unit: 'x',
                    beginRange,
                    endRange,
                    pricePerUnit: { USD },
                    appliesTo: [],
                  },
                ]),
              ),
              termAttributes: {},
            },
          },
        ]),
      ),
      Reserved: {},
    },
  };
}

export interface PriceServer {
  readonly url: string;
  /** Path and query of each request. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Serves these offer files on loopback, where AWS has them; `answer` may change what one gives. */
export async function servePrices(
  region: string,
  answer: (service: string) => string | number | undefined = () => undefined,
): Promise<PriceServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [, service = '', askedRegion] =
      /^\/offers\/v1\.0\/aws\/(\w+)\/current\/([\w-]+)\/index\.json$/.exec(request.url ?? '') ?? [];
    const products = PRODUCTS[service];
    const changed = answer(service);
    if (typeof changed === 'number' || !products || askedRegion !== region) {
      response.writeHead(typeof changed === 'number' ? changed : 404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(changed ?? JSON.stringify(offerFile(service, products), undefined, 2));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
