import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { answerOf } from '../../../../src/runtime/test-state/api-models.ts';
import { findMismatch, type Shape, type StructureShape } from '../../../../src/runtime/test-state/api-shape.ts';

const STRING = (): Shape => ({ kind: 'string' });
const STEP: StructureShape = { kind: 'structure', fields: { Id: STRING }, required: ['Id'] };
const JOB: Shape = {
  kind: 'structure',
  fields: {
    Name: () => ({ kind: 'string', min: 1, max: 3 }),
    Size: () => ({ kind: 'number', min: 128, max: 256 }),
    Mode: () => ({ kind: 'string', values: ['ON', 'OFF'] }),
    Done: () => ({ kind: 'boolean' }),
    Steps: () => ({ kind: 'array', of: () => STEP }),
    Tags: () => ({ kind: 'map', of: () => ({ kind: 'number' }) }),
  },
  required: ['Name'],
};

describe('findMismatch', () => {
  it.each<[JsonValue, string | undefined]>([
    [{ Name: 'a', Size: 128, Mode: 'ON', Done: true, Steps: [{ Id: 'x' }], Tags: { a: 1 }, New: [] }, undefined],
    [{}, "Required field 'Name' is missing"],
    [{ Name: 'a', Steps: [{ Id: 'x' }, {}] }, "Required field 'Id' is missing"],
    [{ Name: 1 }, "Field 'Name' must be a string"],
    [{ Name: null }, "Field 'Name' must be a string"],
    [{ Name: '' }, "Field 'Name' is smaller than the minimum length"],
    [{ Name: 'long' }, "Field 'Name' exceeds the maximum length"],
    [{ Name: 'a', Size: '130' }, "Field 'Size' must be a number"],
    [{ Name: 'a', Size: 127 }, "Field 'Size' is less than the minimum value"],
    [{ Name: 'a', Size: 257 }, "Field 'Size' exceeds the maximum value"],
    [{ Name: 'a', Mode: 'on' }, "Field 'Mode' is not an expected value"],
    [{ Name: 'a', Done: 'true' }, "Field 'Done' must be a boolean"],
    [{ Name: 'a', Steps: {} }, "Field 'Steps' must be an array"],
    [{ Name: 'a', Steps: ['x'] }, "Field 'Steps' must be an object"],
    [{ Name: 'a', Steps: [{ Id: 'x' }, { Id: [] }] }, "Field 'Id' must be a string"],
    [{ Name: 'a', Tags: [] }, "Field 'Tags' must be an object"],
    [{ Name: 'a', Tags: { one: 1, two: '2' } }, "Field 'two' must be a number"],
    ['text', 'The result must be an object'],
  ])('of %j: %s', (value, mismatch) => {
    expect(findMismatch(value, JOB, 'STRICT')).toBe(mismatch);
  });

  it('asks for nothing that is missing when only what is present counts', () => {
    expect(findMismatch({ Steps: [{}] }, JOB, 'PRESENT')).toBeUndefined();
    expect(findMismatch({ Steps: [{ Id: 1 }] }, JOB, 'PRESENT')).toBe("Field 'Id' must be a string");
  });

  it('follows values that hold themselves', async () => {
    const shape = (await answerOf('dynamodb:getItem')) as Shape;
    const item = (leaf: JsonValue): JsonValue => ({ Item: { a: { L: [{ M: { b: { S: leaf } } }] } } });
    expect(findMismatch(item('x'), shape, 'STRICT')).toBeUndefined();
    expect(findMismatch(item(1), shape, 'STRICT')).toBe("Field 'S' must be a string");
  });

  it('never throws, and what STRICT lets pass PRESENT lets pass', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = value as JsonValue;
        const strict = findMismatch(json, JOB, 'STRICT');
        if (strict === undefined) expect(findMismatch(json, JOB, 'PRESENT')).toBeUndefined();
      }),
    );
  });
});
