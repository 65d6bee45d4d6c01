import fc from 'fast-check';
import { parse } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import { readExactJson } from './exact-json.ts';

describe('readExactJson', () => {
  it.each([
    ['an id above 2^53', '{"id":9007199254740993}', { id: '9007199254740993' }],
    ['an amount beyond every double', '{"a":1e400}', { a: '1e400' }],
    ['zeros that a double would drop', '{"a":1.50,"b":19.0}', { a: '1.50', b: '19.0' }],
    ['minus nothing', '{"a":-0}', { a: '-0' }],
    [
      'what is written as JSON itself would',
      '{"a":12,"b":[1.5,null,true,"x"]}',
      { a: '12', b: ['1.5', null, true, 'x'] },
    ],
    ['blanks and escapes', '{ "a" : "\\u003cb\\u003e" , "b" : 3 }', { a: '<b>', b: '3' }],
    ['keys that are numbers, in any order', '{"2":1,"1":2}', { 1: '2', 2: '1' }],
  ])('keeps %s', (_what, text, expected) => {
    expect(readExactJson(text, 'test')).toEqual(expected);
  });

  it('treats __proto__ as a key like any other', () => {
    const read = readExactJson('{"__proto__":{"admin":1}}', 'test') as Record<string, unknown>;
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it.each([
    ['a key that comes twice with two values', '{"a":1,"a":2}', /Duplicate key 'a'/],
    ['text that is cut', '{"a":1', /expected JSON, but/],
    ['a page of HTML', '<html>', /expected JSON, but/],
    ['nesting without end', '['.repeat(101), /at most 100 levels/],
  ])('refuses %s', (_what, text, message) => {
    expect(() => readExactJson(text, 'test')).toThrow(message);
  });

  it('gives the same by the quick way as by the slow one', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        const slow = parse(text, null, (number) => number);
        expect(readExactJson(text, 'test')).toEqual(slow);
        expect(readExactJson(` ${text}`, 'test')).toEqual(slow);
      }),
      { numRuns: 500 },
    );
  });
});
