import { expect, it } from 'vitest';
import { decimal } from '#kernel/decimal.ts';
import { subsetsMaking } from './subsets-making.ts';

it.each<[name: string, amount: string, values: readonly string[], chosen: readonly (readonly number[])[]]>([
  ['two of three', '30', ['10', '20', '40'], [[0, 1]]],
  ['all of them', '70', ['10', '20', '40'], [[0, 1, 2]]],
  ['the first and the last', '50', ['10', '20', '40'], [[0, 2]]],
  ['cents', '1.00', ['0.40', '0.60', '0.70'], [[0, 1]]],
  ['one alone is no choice of several', '40', ['10', '20', '40'], []],
  ['one alone, and two others', '30', ['10', '20', '30'], [[0, 1]]],
  ['a cent more than any', '70.01', ['10', '20', '40'], []],
  ['a cent less', '29.99', ['10', '20', '40'], []],
  [
    'two ways',
    '30',
    ['10', '20', '20'],
    [
      [0, 1],
      [0, 2],
    ],
  ],
  [
    'three ways, of which two are told',
    '30',
    ['10', '20', '20', '20'],
    [
      [0, 1],
      [0, 2],
    ],
  ],
  ['nothing to choose from', '30', [], []],
  ['nothing to make up', '0', ['10', '20'], []],
])('%s', (_name, amount, values, chosen) => {
  expect(
    subsetsMaking(
      decimal(amount),
      values.map((each) => decimal(each)),
    ),
  ).toEqual(chosen);
});
