import { expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { fromCustomFields } from './custom-fields.ts';

const read = (json: string) => fromCustomFields(readExactJson(json, 'test') as Record<string, unknown>);

it.each([
  ['text', '{"f":"x"}', 'x'],
  ['a number, to the digit', '{"f":0.10}', '0.10'],
  ['a checkbox', '{"f":false}', 'false'],
  [
    'a lookup by its reference',
    '{"f":{"id":9,"name":"Paris","external-ref-num":"205","external-ref-code":"FR-205"}}',
    'FR-205',
  ],
  [
    'a lookup without reference',
    '{"f":{"id":9,"name":"Paris","external-ref-num":"","external-ref-code":null}}',
    'Paris',
  ],
  ['a user', '{"f":{"id":9,"login":"mo","name":"Mo"}}', 'mo'],
  ['money', '{"f":{"amount":"12.50","currency":{"code":"EUR"}}}', '12.50 EUR'],
  ['money without currency', '{"f":{"amount":"12.50"}}', '12.50'],
  ['several values', '{"f":["a",{"name":"b"},null,""]}', 'a, b'],
  ['an object that says nothing', '{"f":{"x":{"y":1}}}', undefined],
  ['empty text', '{"f":""}', undefined],
  ['nothing', '{"f":null}', undefined],
  ['an empty list', '{"f":[]}', undefined],
])('%s', (_name, json, expected) => {
  expect(read(json).f).toBe(expected);
});

it('a field called __proto__ is a field like any other', () => {
  const found = read('{"__proto__":"x","constructor":"y"}');
  expect(Object.entries(found)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
  expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
});

it('are at most five hundred', () => {
  const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`f${i}`, 'x']));
  expect(Object.keys(fromCustomFields(many))).toHaveLength(500);
  expect(fromCustomFields(undefined)).toEqual({});
});
