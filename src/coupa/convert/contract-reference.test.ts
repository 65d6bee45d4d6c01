import { expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { parseCoupaInvoice } from './invoice.ts';

const contractOf = (contract: unknown) =>
  parseCoupaInvoice(readExactJson(JSON.stringify({ id: 1, contract }), 'test'), 'invoice 1').contract;

it('a contract is known by its id, and the days it runs are days of the tenant', () => {
  expect(
    contractOf({
      id: 7,
      number: '5',
      name: 'Halden frame',
      'start-date': '2026-01-01T00:00:00+02:00',
      'end-date': '2026-12-31T00:00:00+02:00',
      status: 'published',
    }),
  ).toEqual({
    id: '7',
    number: '5',
    name: 'Halden frame',
    startDate: '2026-01-01',
    endDate: '2026-12-31',
  });
});

it('one that says nothing of itself is none', () => {
  for (const contract of [null, '', {}, { name: 'Halden frame' }])
    expect(contractOf(contract)).toBeUndefined();
});

it('a day that cannot be read says nothing, and keeps no invoice away', () => {
  expect(contractOf({ id: 7, 'end-date': 'evergreen' })).toEqual({ id: '7' });
});
