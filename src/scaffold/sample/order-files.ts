import type { SampleOrder } from './orders.ts';

const COLUMNS = ['order_id', 'ordered_at', 'country', 'product', 'quantity', 'unit_price'] as const;

/** RFC 4180, with the line ends that tools on Unix write. */
export function ordersCsv(orders: readonly SampleOrder[]): string {
  const rows = orders.map((order) => COLUMNS.map((column) => csvField(order[column])).join(','));
  return [COLUMNS.join(','), ...rows, ''].join('\n');
}

function csvField(value: string | number): string {
  const text = typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function ordersJson(orders: readonly SampleOrder[]): string {
  return `${JSON.stringify(orders, null, 2)}\n`;
}

export function ordersJsonl(orders: readonly SampleOrder[]): string {
  return orders.map((order) => `${JSON.stringify(order)}\n`).join('');
}

/** The writer is loaded when a Parquet sample is asked for, and not before. */
export async function ordersParquet(orders: readonly SampleOrder[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer/src/write.js');
  const types = { quantity: 'INT32', unit_price: 'DOUBLE' } as const;
  const columnData = COLUMNS.map((name) => ({
    name,
    data: orders.map((order) => order[name]),
    type: name === 'quantity' || name === 'unit_price' ? types[name] : ('STRING' as const),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
