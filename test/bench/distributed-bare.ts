import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonValue } from '../../src/asl/json.ts';
import { readCsvItems } from '../../src/items/csv-items.ts';
import { HEADERS } from './distributed-map.ts';

/* What a careful script would do in place of a distributed Map: the same parser, the same records, nothing else. */

const WRITE_BYTES = 256 * 1024;
const TAIL = '-090b-3ac6-9beb-243cd77144a7';

/** The rows of rows.csv, as many at once as the parser gives. */
export function readRows(folder: string): AsyncIterable<readonly JsonValue[]> {
  const text = createReadStream(join(folder, 'rows.csv'), { encoding: 'utf8', highWaterMark: WRITE_BYTES });
  return readCsvItems(text as AsyncIterable<string>, { delimiter: ',', headers: HEADERS }, 'rows.csv');
}

/** One template, one `JSON.stringify` of each payload, writes of 256 KB. */
export class BareRecords {
  readonly #out: Promise<FileHandle>;
  #waiting = '[';
  #count = 0;

  constructor(folder: string) {
    this.#out = mkdir(folder, { recursive: true }).then(() => open(join(folder, 'SUCCEEDED_0.json'), 'w'));
  }

  /** `output` is the input where that is handed on. A promise when it is time to wait for it. */
  add(input: string, output?: string): Promise<void> | undefined {
    const payload = JSON.stringify(input);
    const name = (this.#count++).toString(16).padStart(8, '0') + TAIL;
    const date = new Date().toISOString();
    this.#waiting += `${this.#count === 1 ? '' : ',\n'}{"ExecutionArn":"arn:aws:states:us-east-1:123456789012:execution:bench/Map:${name}","Input":${payload},"InputDetails":{"Included":true},"Name":"${name}","Output":${output === undefined ? payload : JSON.stringify(output)},"OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"${date}","StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:bench/Map","Status":"SUCCEEDED","StopDate":"${date}"}`;
    return this.#waiting.length < WRITE_BYTES ? undefined : this.#write();
  }

  async close(): Promise<void> {
    this.#waiting += ']';
    await this.#write();
    await (await this.#out).close();
  }

  async #write(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    await (await this.#out).write(text);
  }
}

export async function bareLoop(folder: string): Promise<number> {
  const records = new BareRecords(join(folder, 'bare'));
  let count = 0;
  for await (const items of readRows(folder))
    for (const item of items) {
      count++;
      const written = records.add(JSON.stringify(item));
      if (written !== undefined) await written;
    }
  await records.close();
  return count;
}
