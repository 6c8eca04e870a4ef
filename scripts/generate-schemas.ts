/** Writes the schemas that are made from tables of the sources. A unit test fails while a file lags behind. */
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { priceBookSchema } from '../src/cost/price-book-schema.ts';
import { workloadSchema } from '../src/cost/workload-schema.ts';
import { languageSchema } from '../src/language/language-schema.ts';

for (const [name, schema] of [
  ['workload', workloadSchema()],
  ['price-book', priceBookSchema()],
  ['asl', languageSchema()],
] as const) {
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });
  await writeFile(new URL(`../schemas/${name}.schema.json`, import.meta.url), text);
}
