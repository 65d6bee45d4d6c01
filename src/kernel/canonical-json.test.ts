import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

it('gives equal values equal text, whatever the order of their keys', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
    '{"a":true,"b":[1,{"c":"x","d":null}]}',
  );
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

it('says every text as JSON does: quotes, controls, half pairs, line separators', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '\\',
        '\u0000',
        '\u001f',
        '\u007f',
        '\u0085',
        '\u2028',
        '\ud800',
        '\udc00',
        'ü',
        '😀',
        'a',
      ),
    }),
  );
  fc.assert(
    fc.property(text, (value) => {
      expect(canonicalJson(value)).toBe(JSON.stringify(value));
      expect(canonicalJson({ [value]: value })).toBe(JSON.stringify({ [value]: value }));
    }),
    { numRuns: 2_000 },
  );
});

it('comes back from JSON as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
