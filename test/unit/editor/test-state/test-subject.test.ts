import { describe, expect, it } from 'vitest';
import type { Memento } from 'vscode';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import { describeSubject, listStates, TestMemory } from '../../../../src/editor/test-state/test-subject.ts';

const URI = { path: '/work/orders.asl.json', toString: () => 'file:///work/orders.asl.json' };
const TEXT = JSON.stringify({
  StartAt: 'Many',
  States: {
    Many: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Work', States: { Work: { Type: 'Pass', End: true } } },
      Next: 'Both',
    },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'Work', States: { Work: { Type: 'Succeed' } } }], Next: 'Odd' },
    Odd: {},
  },
});

function makeMemento(): Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  } as Memento;
}

describe('what the page that tests a state is about', () => {
  const states = listStates(parseDefinition(TEXT, 'json'));

  it('is every state that has a type, with what it is in', () => {
    expect(states.map(({ inside, name, type }) => [...inside, `${name}: ${type}`].join(' › '))).toEqual([
      'Many: Map',
      'Many › Work: Pass',
      'Both: Parallel',
      'Both › Work: Succeed',
    ]);
  });

  it('starts with a form that suits the type, and goes on with what was tested last', async () => {
    const memory = new TestMemory(makeMemento());
    const map = describeSubject(memory, URI, states, '/States/Many');
    expect(map).toMatchObject({ title: 'orders.asl.json', selected: '/States/Many', form: { work: 'result' } });
    const pass = describeSubject(memory, URI, states, '/States/Many/ItemProcessor/States/Work');
    expect(pass.form).toMatchObject({ work: 'run', input: '{}' });
    await memory.keep(URI, pass.selected, { ...pass.form, input: '[1]' });
    expect(describeSubject(memory, URI, states, pass.selected).form.input).toBe('[1]');
    expect(describeSubject(memory, URI, states, '/States/Many').form.input).toBe('{}');
  });

  it('takes the first state where the chosen one is gone, and passes over what an older version kept', async () => {
    const memento = makeMemento();
    await memento.update(`test:${URI.toString()}#/States/Many`, { input: 3 });
    const subject = describeSubject(new TestMemory(memento), URI, states, '/States/Gone');
    expect(subject).toMatchObject({ selected: '/States/Many', form: { input: '{}' } });
    expect(describeSubject(new TestMemory(memento), URI, [], '/States/Gone').selected).toBe('');
  });
});
