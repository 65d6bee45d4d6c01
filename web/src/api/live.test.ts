import { describe, expect, it } from 'vitest';
import { keysFor, readHint } from './live.ts';

describe('a hint of the stream', () => {
  it('is read from JSON with a kind', () => {
    expect(readHint('{"kind":"invoice","id":"9007199254740993"}')).toEqual({
      kind: 'invoice',
      id: '9007199254740993',
    });
    expect(readHint('{"kind":"overview","id":7}')).toEqual({ kind: 'overview' });
  });

  it.each(['', 'hello', 'null', '[]', '{"kind":1}'])('is nothing when the message is %s', (text) => {
    expect(readHint(text)).toBeUndefined();
  });

  it('never refetches the list itself, which would move rows under the pointer', () => {
    for (const kind of ['approvals', 'commands', 'overview', 'invoice', 'of a newer server']) {
      expect(keysFor({ kind })).not.toContainEqual(['approvals']);
      expect(keysFor({ kind })).not.toContainEqual(['approvals', 'list']);
    }
  });
});
