import { describe, expect, it } from 'vitest';
import { type KeyBinding, keyCaps, matchStroke, type Stroke, strokeName } from './key-sequence.ts';

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
  key,
  shift: false,
  ctrl: false,
  meta: false,
  alt: false,
  repeat: false,
  ...more,
});

const bind = (keys: string, more: Partial<KeyBinding> = {}): KeyBinding => ({
  keys: [keys],
  does: keys,
  run: () => undefined,
  group: 'Test',
  ...more,
});

describe('the name of a stroke', () => {
  it.each([
    [stroke('j'), 'j'],
    [stroke('X', { shift: true }), 'Shift+x'],
    [stroke('J'), 'j'],
    [stroke('?', { shift: true }), '?'],
    [stroke('k', { meta: true }), 'Mod+k'],
    [stroke('k', { ctrl: true }), 'Mod+k'],
    [stroke('ArrowDown', { shift: true }), 'Shift+ArrowDown'],
    [stroke('[', { alt: true }), 'Alt+['],
  ])('%j is %s', (given, name) => {
    expect(strokeName(given)).toBe(name);
  });
});

describe('a stroke', () => {
  const approve = bind('a');
  const audit = bind('g a');
  const down = bind('j', { repeats: true });
  const all = [approve, audit, down];

  it('runs its binding', () => {
    expect(matchStroke(all, stroke('a'), undefined).binding).toBe(approve);
  });

  it('after G is the second of a pair, not a key of its own', () => {
    expect(matchStroke(all, stroke('g'), undefined)).toEqual({ binding: undefined, waiting: 'g' });
    expect(matchStroke(all, stroke('a'), 'g').binding).toBe(audit);
  });

  it('after G that makes no pair is a key of its own', () => {
    expect(matchStroke(all, stroke('j'), 'g').binding).toBe(down);
  });

  it('held down moves the cursor but never approves again', () => {
    expect(matchStroke(all, stroke('j', { repeat: true }), undefined).binding).toBe(down);
    expect(matchStroke(all, stroke('a', { repeat: true }), undefined).binding).toBeUndefined();
  });

  it('with a modifier is another key: Ctrl+A selects text, it does not approve', () => {
    expect(matchStroke(all, stroke('a', { ctrl: true }), undefined).binding).toBeUndefined();
  });

  it('belongs to the binding that came last', () => {
    const dialog = bind('a');
    expect(matchStroke([...all, dialog], stroke('a'), undefined).binding).toBe(dialog);
  });
});

describe('the caps of a key', () => {
  it.each([
    ['Mod+k', true, ['⌘', 'K']],
    ['Mod+k', false, ['Ctrl', 'K']],
    ['Shift+x', false, ['⇧', 'X']],
    ['g o', false, ['G', 'O']],
    ['Escape', false, ['Esc']],
  ])('%s (mac %s) are %j', (keys, isMac, caps) => {
    expect(keyCaps(keys, isMac)).toEqual(caps);
  });
});
