/** A made-up order, the item of every scaffold that reads records. */
export interface SampleOrder {
  readonly order_id: string;
  readonly ordered_at: string;
  readonly country: string;
  readonly product: string;
  readonly quantity: number;
  readonly unit_price: number;
}

const COUNTRIES = ['PT', 'JP', 'BR', 'KE', 'CA', 'NZ', 'IN'] as const;
const PRODUCTS = [
  { name: 'kettle', cents: 2999 },
  { name: 'lamp, small', cents: 1450 },
  { name: 'rug', cents: 8900 },
  { name: 'mug', cents: 750 },
  { name: 'clock "Nova"', cents: 4025 },
] as const;

/** Always the same orders, some with what CSV has to quote. */
export function sampleOrders(count: number): SampleOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const product = PRODUCTS[(index * 3) % PRODUCTS.length] ?? PRODUCTS[0];
    const day = 1 + (index % 28);
    return {
      order_id: `A-${1001 + index}`,
      ordered_at: `2026-01-${String(day).padStart(2, '0')}`,
      country: COUNTRIES[(index * 5) % COUNTRIES.length] ?? 'PT',
      product: product.name,
      quantity: 1 + ((index * 7) % 9),
      unit_price: product.cents / 100,
    };
  });
}
