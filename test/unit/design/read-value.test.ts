import { describe, expect, it } from 'vitest';
import { formOf, type FormControl } from '../../../src/design/form.ts';
import { readValue } from '../../../src/design/read-value.ts';
import { stateByPointer } from '../../../src/asl/scopes.ts';
import { define } from '../graph/machines.ts';

const TEXT: FormControl = { kind: 'text' };
const NUMBER: FormControl = { kind: 'number' };
const JSON_TEXT: FormControl = { kind: 'json' };
const EXPRESSION: FormControl = { kind: 'expression', isNumber: false };
const NUMBER_EXPRESSION: FormControl = { kind: 'expression', isNumber: true };

describe('readValue', () => {
  it.each<[string, FormControl, unknown]>([
    ['', TEXT, undefined],
    ['  ', JSON_TEXT, undefined],
    ['12', TEXT, '12'],
    ['12', NUMBER, 12],
    ['-0.5', NUMBER, -0.5],
    ['1e3', NUMBER, 1000],
    ['12', NUMBER_EXPRESSION, 12],
    ['404', EXPRESSION, '404'],
    ['$.n', EXPRESSION, '$.n'],
    ['{% $n %}', NUMBER_EXPRESSION, '{% $n %}'],
    ['{"a":[1]}', JSON_TEXT, { a: [1] }],
    ['null', JSON_TEXT, null],
    ['true', { kind: 'boolean' }, true],
    ['false', { kind: 'boolean' }, false],
  ])('reads %j as %j', (text, control, value) => {
    expect(readValue(text, control)).toEqual(value);
  });

  it.each<[string, FormControl]>([
    ['many', NUMBER],
    ['1e', NUMBER],
    ['{a:1}', JSON_TEXT],
  ])('refuses %j as %j', (text, control) => {
    expect(() => readValue(text, control)).toThrow();
  });

  it.each(['JSONPath', 'JSONata'])('writes a number only where the field takes one, in %s', (QueryLanguage) => {
    const states = { W: { Type: 'Wait', Seconds: 1, Next: 'F' }, F: { Type: 'Fail', Error: 'E' } };
    const machine = define({ QueryLanguage, StartAt: 'W', States: states });
    const typed = (pointer: string, key: string) => {
      const fields = formOf(stateByPointer(machine, pointer)!).flatMap((section) => section.fields);
      return readValue('404', fields.find((field) => field.key === key)!.control);
    };
    expect(typed('/States/W', 'Seconds')).toBe(404);
    expect(typed('/States/F', 'Error')).toBe('404');
  });
});
