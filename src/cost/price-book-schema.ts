import type { JsonObject } from '../asl/json.ts';
import { PRICE_IDS } from './price-book.ts';

/** The JSON Schema of a price book file: schemas/price-book.schema.json. `readPriceBook` checks the same by hand. */
export function priceBookSchema(): JsonObject {
  const text = (description: string): JsonObject => ({ type: 'string', description });
  const price: JsonObject = {
    type: 'object',
    description: 'The price of one: a request, a transition, a request unit, a GB-second, a GB.',
    properties: {
      tiers: {
        type: 'array',
        minItems: 1,
        description: 'In rising order; each but the last says up to which quantity a month it holds.',
        items: {
          type: 'object',
          properties: {
            upTo: { type: 'integer', minimum: 1 },
            price: { type: 'string', pattern: '^\\d{1,9}(\\.\\d{1,12})?$', description: 'Dollars, as a decimal.' },
          },
          required: ['price'],
          additionalProperties: false,
        },
      },
      free: { type: 'integer', minimum: 0, default: 0, description: 'What a month has for nothing.' },
      source: text('Where the figure comes from.'),
      confidence: {
        type: 'string',
        enum: ['verified', 'fallback'],
        description: "verified: read in AWS's own list for the region.",
      },
    },
    required: ['tiers', 'source', 'confidence'],
    additionalProperties: false,
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Price book',
    description: 'Prices of AWS by region, for cost estimates of Fanout Designer (fanout cost --prices FILE).',
    type: 'object',
    properties: {
      id: text('What estimates call it.'),
      asOf: { ...text('The date of the figures, as in 2026-09-28.'), pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
      source: text('Where the book comes from.'),
      currency: { type: 'string', enum: ['USD'] },
      lambdaInitBilled: {
        type: 'boolean',
        default: true,
        description: 'Whether the start of execution environments is billed, as it is since August 2025.',
      },
      baseRegion: text('The region whose prices stand in, as fallbacks, where another has none of its own.'),
      regions: {
        type: 'object',
        description: 'Prices by region.',
        additionalProperties: {
          type: 'object',
          properties: Object.fromEntries(PRICE_IDS.map((id) => [id, { $ref: '#/definitions/price' }])),
          additionalProperties: false,
        },
      },
    },
    required: ['id', 'asOf', 'source', 'currency', 'regions'],
    additionalProperties: false,
    definitions: { price },
  };
}
