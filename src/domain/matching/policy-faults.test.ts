import { describe, expect, it } from 'vitest';
import { policyFaults } from './policy-faults.ts';
import { STARTER_POLICY } from './tolerance.ts';

/** The starter policy as it comes from a file, with one place changed. */
function changed(path: string, value: unknown): unknown {
  const policy = JSON.parse(JSON.stringify(STARTER_POLICY));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const place = keys.reduce((object, key) => object[key], policy);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return policy;
}

const says = (policy: unknown) =>
  policyFaults(policy).map(({ path, says: text }) => `${path.join('.')}: ${text}`);

describe('a policy document', () => {
  it('is the starter policy as exported', () => {
    expect(policyFaults(JSON.parse(JSON.stringify(STARTER_POLICY)))).toEqual([]);
  });

  it.each<[string, string, unknown]>([
    ['a currency with rates', 'currency', 'EUR'],
    ['no scoped rules', 'scoped', []],
    ['an explicit absence of a limit', 'limits.priceUnder', { mode: 'unlimited' }],
    ['both bounds', 'limits.priceOver', { mode: 'any', rate: '0', amount: '0.00' }],
    ['a format read as text', 'format', '1'],
    ['days outside a term', 'daysOutsideTerm', '14'],
    ['a limit for early deliveries', 'deliveryEarlyValue', { mode: 'amount', amount: '10000' }],
    ['none, said outright', 'deliveryEarlyValue', { mode: 'unlimited' }],
    ['a limit for exchange rates', 'fxOver', { mode: 'cap', rate: '0.01', amount: '100' }],
    [
      'a rule with a name and days about suppliers of one entity, charges and caps included',
      'scoped.0',
      {
        name: 'Freight of Nord',
        from: '2026-01-01',
        until: '2026-01-01',
        supplierIds: ['5'],
        entities: ['Works South'],
        limits: { freightOver: { mode: 'amount', amount: '90' } },
        documentCap: '400',
        orderToDateOver: { mode: 'rate', rate: '0' },
      },
    ],
    [
      'a rule about lines of every kind',
      'scoped.0',
      {
        orderLineIds: ['71'],
        contracts: ['K-1'],
        commodities: ['Steel'],
        limits: { priceOver: { mode: 'unlimited' } },
      },
    ],
  ])('may have %s', (_case, path, value) => {
    expect(says(changed(path, value))).toEqual([]);
  });

  it.each<[string, string, unknown, string]>([
    [
      'a blank limit',
      'limits.priceOver.rate',
      '',
      'limits.priceOver.rate: Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found a blank.',
    ],
    [
      'a missing limit',
      'limits.priceOver',
      undefined,
      'limits.priceOver: Expected an object, found nothing.',
    ],
    ['a null limit', 'limits.freightOver', null, 'limits.freightOver: Expected an object, found nothing.'],
    [
      'a negative limit',
      'documentCap',
      '-1',
      'documentCap: Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found "-1".',
    ],
    [
      'a limit as a number',
      'documentCap',
      250,
      'documentCap: Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found 250.',
    ],
    [
      'a limit with a percent sign',
      'limits.priceUnder.rate',
      '2 %',
      'limits.priceUnder.rate: Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found "2 %".',
    ],
    [
      'an unknown mode',
      'limits.priceOver.mode',
      'both',
      'limits.priceOver.mode: Expected one of rate, amount, all, any, cap, unlimited, found "both".',
    ],
    [
      'a mode from the prototype',
      'limits.priceOver.mode',
      'constructor',
      'limits.priceOver.mode: Expected one of rate, amount, all, any, cap, unlimited, found "constructor".',
    ],
    [
      'a bound the mode does not use',
      'limits.priceUnder.amount',
      '5',
      'limits.priceUnder.amount: Expected only mode, rate, found "amount".',
    ],
    [
      'a misspelt limit',
      'limits.priceOvr',
      { mode: 'unlimited' },
      'limits.priceOvr: Expected only priceOver, priceUnder, quantityOverReceived, quantityOverOrdered, lineAmountOver, freightOver, handlingOver, miscChargeOver, found "priceOvr".',
    ],
    [
      'an unknown key',
      'colour',
      'red',
      'colour: Expected only format, name, currency, rates, limits, scoped, rounding, tax, documentCap, orderToDateOver, matchModes, daysOutsideTerm, deliveryEarlyValue, fxOver, found "colour".',
    ],
    ['another format', 'format', 2, 'format: Expected the format 1, found 2.'],
    ['no name', 'name', ' ', 'name: Expected a name, found a blank.'],
    [
      'a currency that is none',
      'currency',
      'euro',
      'currency: Expected a currency code such as EUR, found "euro".',
    ],
    [
      'rates without a currency',
      'rates',
      { JPY: '160' },
      'rates: Expected a currency beside the rates, found none.',
    ],
    [
      'a rule without a condition',
      'scoped.0',
      { limits: {} },
      'scoped.0: Expected a condition (orderLineIds, contracts, supplierIds, commodities, entities, units), found none.',
    ],
    [
      'a condition without names',
      'scoped.0.units',
      [],
      'scoped.0.units: Expected a list of at least one and at most 2000 names or ids, none of them blank, found a list of 0.',
    ],
    [
      'a condition with a blank name',
      'scoped.0.units',
      ['KG', ''],
      'scoped.0.units: Expected a list of at least one and at most 2000 names or ids, none of them blank, found a list of 2.',
    ],
    [
      'a charge in a rule for lines',
      'scoped.0.limits.freightOver',
      { mode: 'unlimited' },
      'scoped.0.limits.freightOver: Expected only supplierIds or entities as conditions beside freightOver, which is judged once an invoice, found units, which tells its lines apart.',
    ],
    ['a rule that is none', 'scoped.0', 'KG', 'scoped.0: Expected an object, found "KG".'],
    [
      'rules that are no list',
      'scoped',
      {},
      'scoped: Expected a list of at most 500 rules, found an object.',
    ],
    [
      'a missing rounding',
      'rounding.max',
      undefined,
      'rounding.max: Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found nothing.',
    ],
    [
      'a blank order cap',
      'orderToDateOver.amount',
      '',
      'orderToDateOver.amount: Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found a blank.',
    ],
  ])('may not have %s', (_case, path, value, fault) => {
    expect(says(changed(path, value))).toEqual([fault]);
  });

  it.each<[string, string, unknown, string]>([
    [
      'days that are none',
      'daysOutsideTerm',
      '1.5',
      'daysOutsideTerm: Expected whole days as text, from "0" to "3650", found "1.5".',
    ],
    [
      'days as a blank',
      'daysOutsideTerm',
      ' ',
      'daysOutsideTerm: Expected whole days as text, from "0" to "3650", found a blank.',
    ],
    [
      'too many days',
      'daysOutsideTerm',
      '3651',
      'daysOutsideTerm: Expected whole days as text, from "0" to "3650", found "3651".',
    ],
    [
      'a rate for early deliveries, which have nothing it could be a share of',
      'deliveryEarlyValue',
      { mode: 'rate', rate: '0.02' },
      'deliveryEarlyValue.mode: Expected one of amount, unlimited, found "rate".',
    ],
    [
      'a blank limit for exchange rates',
      'fxOver',
      { mode: 'rate', rate: '' },
      'fxOver.rate: Expected a decimal as text, zero or more, such as "0.02" (blank is not allowed), found a blank.',
    ],
    [
      'a day that does not exist',
      'scoped.0.from',
      '2026-02-31',
      'scoped.0.from: Expected a day that exists, such as 2026-04-01, found "2026-02-31".',
    ],
    [
      'a nameless name',
      'scoped.0.name',
      '  ',
      'scoped.0.name: Expected a name of at most 80 characters, found a blank.',
    ],
    [
      'a cap in a rule for lines',
      'scoped.0.documentCap',
      '500',
      'scoped.0.documentCap: Expected only supplierIds or entities as conditions beside documentCap, which is judged once an invoice, found units, which tells its lines apart.',
    ],
    [
      'an order’s limit in a rule for lines',
      'scoped.0.orderToDateOver',
      { mode: 'unlimited' },
      'scoped.0.orderToDateOver: Expected only supplierIds or entities as conditions beside orderToDateOver, which is judged once an invoice, found units, which tells its lines apart.',
    ],
  ])('may not have %s', (_case, path, value, fault) => {
    expect(says(changed(path, value))).toEqual([fault]);
  });

  it('may hold five hundred rules of two thousand names, and not one more', () => {
    const rule = (index: number) => ({ supplierIds: [`${index}`], limits: {} });
    const rules = (count: number) =>
      changed(
        'scoped',
        Array.from({ length: count }, (_, at) => rule(at)),
      );
    expect(says(rules(500))).toEqual([]);
    expect(says(rules(501))).toEqual(['scoped: Expected a list of at most 500 rules, found a list of 501.']);
    const names = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);
    expect(says(changed('scoped', [{ supplierIds: names(2000), limits: {} }]))).toEqual([]);
    expect(says(changed('scoped', [{ supplierIds: names(2001), limits: {} }]))).toHaveLength(1);
  });

  it('may not have rates that are a list, and is told no more of what was found than can be read', () => {
    const policy = { ...STARTER_POLICY, currency: 'EUR', rates: ['160'] };
    expect(says(policy)).toEqual(['rates: Expected an object, found a list of 1.']);
    expect(says(changed('currency', 'x'.repeat(99)))).toEqual([
      `currency: Expected a currency code such as EUR, found "${'x'.repeat(40)}".`,
    ]);
    expect(says(changed('format', 10n ** 50n))).toEqual([
      `format: Expected the format 1, found ${`1${'0'.repeat(39)}`}.`,
    ]);
  });

  it('may not rest on a rate of zero or of an unknown currency', () => {
    const policy = { ...STARTER_POLICY, currency: 'EUR', rates: { JPY: '0.00', yen: '160' } };
    expect(says(policy)).toEqual([
      'rates.JPY: Expected a rate above zero, as text, found "0.00".',
      'rates.yen: Expected a currency code such as EUR, found "yen".',
    ]);
  });

  it.each([[null], [[]], ['policy'], [7], [undefined]])('is not %j', (value) => {
    expect(policyFaults(value)).toHaveLength(1);
  });
});
