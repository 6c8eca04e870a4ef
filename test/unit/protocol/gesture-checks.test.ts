import { describe, expect, it } from 'vitest';
import { gesture, slot } from '../../../src/protocol/gesture-checks.ts';

describe('the check of a gesture', () => {
  it('lets through what the page may send', () => {
    const fragment = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
    expect(gesture({ kind: 'insert', at: { after: '/States/A' }, fragment }, 'gesture')).toBeUndefined();
    expect(gesture({ kind: 'set-property', object: '/States/A', key: 'Comment', value: null }, 'g')).toBeUndefined();
    expect(gesture({ kind: 'set-property', object: '/States/A', key: 'Comment' }, 'g')).toBeUndefined();
    const properties = [
      { object: '/States/A', key: 'Comment', value: null },
      { object: '/States/A', key: 'End' },
    ];
    expect(gesture({ kind: 'set-properties', properties }, 'g')).toBeUndefined();
    expect(gesture({ kind: 'set-properties', properties: [{ object: '/States/A' }] }, 'g')).toBe(
      'g.properties[0].key is not a string',
    );
  });

  it('says what is wrong with another message', () => {
    expect(gesture({ kind: 'explode' }, 'gesture')).toBe('gesture is no gesture');
    expect(gesture({ kind: 'constructor' }, 'gesture')).toBe('gesture is no gesture');
    expect(gesture({ kind: 'move-part', part: '/x', by: 2 }, 'gesture')).toBe('gesture.by is neither -1 nor 1');
    const nowhere = { StartAt: 'Z', States: { A: { Type: 'Pass', End: true } } };
    expect(gesture({ kind: 'begin', fragment: nowhere }, 'g')).toBe('g.fragment.StartAt is none of its States');
    expect(slot({ elsewhere: true }, 'at')).toBe('at.transitions is not an array');
  });
});
