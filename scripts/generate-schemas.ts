/** Writes the schemas that are made from tables of the sources. A unit test fails while a file lags behind. */
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { workloadSchema } from '../src/cost/workload-schema.ts';

const text = await format(JSON.stringify(workloadSchema()), { parser: 'json', printWidth: 120 });
await writeFile(new URL('../schemas/workload.schema.json', import.meta.url), text);
