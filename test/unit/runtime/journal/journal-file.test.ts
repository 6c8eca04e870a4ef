import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataFolderError, openJournalFile, type JournalFile } from '../../../../src/runtime/journal/journal-file.ts';
import { openMemoryDisk, type MemoryDisk } from './memory-disk.ts';

const PATH = '/data/a.journal';

/** Opens the file and gives what it tells, values read. */
function open(disk: MemoryDisk): { readonly file: JournalFile; readonly told: unknown[][] } {
  const told: unknown[][] = [];
  const file = openJournalFile(disk, PATH, ({ head, values }) =>
    told.push([
      ...head,
      ...values.map(
        ({ path, offset, length }) => JSON.parse(disk.read(path, offset, length).toString('utf8')) as unknown,
      ),
    ]),
  );
  return { file, told };
}

/** A file of `frames`, each of one or more records; and where each frame ends. */
function write(frames: readonly (readonly (readonly unknown[])[])[]): { bytes: Buffer; ends: number[] } {
  const disk = openMemoryDisk();
  const { file } = open(disk);
  const ends = frames.map((records) => {
    for (const [head, ...values] of records)
      file.add([JSON.stringify([head]), ...values.map((value) => JSON.stringify(value))].join('\t'));
    file.flush();
    return file.size;
  });
  return { bytes: disk.files.get(PATH) ?? Buffer.alloc(0), ends };
}

const record = fc.array(fc.jsonValue({ maxDepth: 1, depthSize: 'xsmall' }), { minLength: 1, maxLength: 3 });
const frames = fc.array(fc.array(record, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a journal file', () => {
  it('gives back what it was told', () => {
    fc.assert(
      fc.property(frames, (written) => {
        const { bytes } = write(written);
        expect(open(openMemoryDisk([[PATH, bytes]])).told).toEqual(plain(written.flat()));
      }),
    );
  });

  it('drops what was cut off, wherever that is, and loses nothing that was whole', () => {
    fc.assert(
      fc.property(frames, (written) => {
        const { bytes, ends } = write(written);
        for (let cut = 0; cut <= bytes.length; cut++) {
          const disk = openMemoryDisk([[PATH, bytes.subarray(0, cut)]]);
          const whole = ends.filter((end) => end <= cut).length;
          const { file, told } = open(disk);
          expect(told).toEqual(plain(written.slice(0, whole).flat()));
          file.add('["more"]');
          file.flush();
          expect(open(disk).told).toEqual([...told, ['more']]);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('refuses in one line a file with a byte that is another one, wherever that is', () => {
    fc.assert(
      fc.property(frames, fc.nat({ max: 254 }), (written, change) => {
        const { bytes } = write(written);
        for (let at = 0; at < bytes.length; at++) {
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at]! + 1 + change) % 256;
          const opening = (): unknown => open(openMemoryDisk([[PATH, damaged]]));
          expect(opening).toThrow(DataFolderError);
          expect(opening).toThrow(/^The file \/data\/a\.journal is damaged at byte \d+: restore it .*\.$/);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('takes zeros at its end for what the power cut off', () => {
    const { bytes } = write([[['one']], [['two']]]);
    const disk = openMemoryDisk([[PATH, Buffer.concat([bytes, Buffer.alloc(100)])]]);
    expect(open(disk).told).toEqual([['one'], ['two']]);
    expect(disk.files.get(PATH)).toHaveLength(bytes.length);
  });

  it('refuses a rest that is no beginning of a write, however short it is', () => {
    const { bytes } = write([[['one']]]);
    for (const before of [Buffer.alloc(0), bytes])
      for (let length = 1; length < 32; length++) {
        const disk = openMemoryDisk([[PATH, Buffer.concat([before, Buffer.alloc(length, 'x')])]]);
        expect(() => open(disk)).toThrow(`The file ${PATH} is damaged at byte ${before.length}: restore it`);
        expect(disk.files.get(PATH)).toHaveLength(before.length + length);
      }
  });

  it('is as before when the disk is full, and writes what waited when there is room again', () => {
    const { bytes } = write([[['one']]]);
    for (let room = 0; room < 40; room++) {
      const disk = openMemoryDisk([[PATH, bytes]]);
      disk.room = room;
      const { file } = open(disk);
      file.add(`["two",${JSON.stringify('x'.repeat(100))}]`);
      expect(() => file.flush()).toThrow('ENOSPC');
      expect(open(openMemoryDisk(disk.files)).told).toEqual([['one']]);
      expect(() => file.flush()).toThrow('ENOSPC');
      disk.room = Infinity;
      file.add('["three"]');
      file.flush();
      expect(open(disk).told).toEqual([['one'], ['two', 'x'.repeat(100)], ['three']]);
    }
  });
});
