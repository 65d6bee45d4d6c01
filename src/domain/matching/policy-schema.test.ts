import { describe, expect, it } from 'vitest';
import { toPlainDate } from '#kernel/plain-date.ts';
import { policyFaults } from './policy-faults.ts';
import { type JsonSchema, policySchema } from './policy-schema.ts';
import { type ScopedLimits, STARTER_POLICY } from './tolerance.ts';

const schema = policySchema();

/** Whether a value fits, for the keywords that our schema uses; one it does not know is a fault of the schema. */
function fits(value: unknown, part: unknown): boolean {
  if (typeof part === 'boolean') return part;
  return Object.entries(part as JsonSchema).every(([keyword, said]) => {
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`The schema uses ${keyword}, which this test cannot check.`);
    return check(value, said, part as JsonSchema);
  });
}

// A method, so that each keyword may say what it finds beside it.
type Check = { is(value: unknown, said: unknown, part: JsonSchema): boolean }['is'];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const ignored = () => true;

const KEYWORDS: Readonly<Record<string, Check>> = {
  $schema: ignored,
  $id: ignored,
  $defs: ignored,
  title: ignored,
  description: ignored,
  $ref: (value, said: string) => {
    const name = said.replace('#/$defs/', '');
    return fits(value, (schema.$defs as JsonSchema)[name]);
  },
  const: (value, said) => value === said,
  type: (value, said: string) => {
    if (said === 'object') return isObject(value);
    return said === 'array' ? Array.isArray(value) : typeof value === said;
  },
  pattern: (value, said: string) => typeof value !== 'string' || new RegExp(said, 'u').test(value),
  maxLength: (value, said: number) => typeof value !== 'string' || [...value].length <= said,
  format: (value) => typeof value !== 'string' || toPlainDate(value) === value,
  minItems: (value, said: number) => !Array.isArray(value) || value.length >= said,
  maxItems: (value, said: number) => !Array.isArray(value) || value.length <= said,
  uniqueItems: (value) => !Array.isArray(value) || new Set(value).size === value.length,
  items: (value, said) => !Array.isArray(value) || value.every((one) => fits(one, said)),
  properties: (value, said: JsonSchema) =>
    !isObject(value) ||
    Object.entries(said).every(([key, part]) => value[key] === undefined || fits(value[key], part)),
  required: (value, said: readonly string[]) => !isObject(value) || said.every((key) => key in value),
  additionalProperties: (value, said, part) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([key, one]) => key in ((part.properties as object) ?? {}) || fits(one, said),
    ),
  propertyNames: (value, said) => !isObject(value) || Object.keys(value).every((key) => fits(key, said)),
  dependentRequired: (value, said: Readonly<Record<string, readonly string[]>>) =>
    !isObject(value) ||
    Object.entries(said).every(([key, needs]) => !(key in value) || needs.every((need) => need in value)),
  anyOf: (value, said: readonly unknown[]) => said.some((part) => fits(value, part)),
  oneOf: (value, said: readonly unknown[]) => said.filter((part) => fits(value, part)).length === 1,
};

const changed = (change: Record<string, unknown>): unknown =>
  JSON.parse(JSON.stringify({ ...STARTER_POLICY, ...change }));
const ruled = (...scoped: unknown[]): unknown => changed({ scoped });
const limited = (priceOver: unknown): unknown => changed({ limits: { ...STARTER_POLICY.limits, priceOver } });
const rule: ScopedLimits = { supplierIds: ['5'], limits: {} };

describe('the schema and the check', () => {
  it.each<[string, unknown]>([
    ['the starter policy', changed({})],
    ['no rules', ruled()],
    ['every mode', limited({ mode: 'unlimited' })],
    ['a cap', limited({ mode: 'cap', rate: '0.02', amount: '50' })],
    ['a currency with rates', changed({ currency: 'EUR', rates: { JPY: '160.5', BHD: '0.41' } })],
    ['the optional limits', changed({ daysOutsideTerm: '30', fxOver: { mode: 'rate', rate: '0.01' } })],
    ['early deliveries', changed({ deliveryEarlyValue: { mode: 'amount', amount: '10000' } })],
    ['no word on tax', changed({ tax: undefined })],
    [
      'a rule with everything',
      ruled({ ...rule, name: 'N', from: '2026-01-01', until: '2026-12-31', documentCap: '1' }),
    ],
    ['freight for an entity', ruled({ entities: ['South'], limits: { freightOver: { mode: 'unlimited' } } })],
    [
      'a price for an order line',
      ruled({ orderLineIds: ['7'], units: ['KG'], limits: { priceOver: { mode: 'unlimited' } } }),
    ],
  ])('both take %s', (_case, document) => {
    expect(policyFaults(document)).toEqual([]);
    expect(fits(document, schema)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['another format', changed({ format: 2 })],
    ['no name', changed({ name: ' ' })],
    ['an unknown key', changed({ colour: 'red' })],
    ['a missing limit', changed({ limits: {} })],
    ['a blank rate', limited({ mode: 'rate', rate: '' })],
    ['a negative rate', limited({ mode: 'rate', rate: '-0.02' })],
    ['a rate as a number', limited({ mode: 'rate', rate: 0.02 })],
    ['a rate with a comma', limited({ mode: 'rate', rate: '0,02' })],
    ['an exponent', limited({ mode: 'rate', rate: '2e-2' })],
    ['more digits than an amount has', limited({ mode: 'amount', amount: '9'.repeat(43) })],
    ['a figure the mode does not use', limited({ mode: 'rate', rate: '0.02', amount: '50' })],
    ['a mode without its figure', limited({ mode: 'cap', rate: '0.02' })],
    ['an unknown mode', limited({ mode: 'both', rate: '0.02', amount: '50' })],
    ['a currency that is none', changed({ currency: 'euro' })],
    ['rates without a currency', changed({ rates: { JPY: '160' } })],
    ['a rate of zero', changed({ currency: 'EUR', rates: { JPY: '0.0' } })],
    ['a rate to no currency', changed({ currency: 'EUR', rates: { yen: '160' } })],
    ['a rule without a condition', ruled({ name: 'N', limits: {} })],
    ['a rule without limits', ruled({ units: ['KG'] })],
    ['a condition without names', ruled({ units: [], limits: {} })],
    ['a blank name in a condition', ruled({ units: ['KG', ' '], limits: {} })],
    ['a name twice in a condition', ruled({ units: ['KG', 'KG'], limits: {} })],
    ['an unknown condition', ruled({ ...rule, plants: ['1'] })],
    ['freight for a unit', ruled({ units: ['KG'], limits: { freightOver: { mode: 'unlimited' } } })],
    ['a cap for a commodity', ruled({ commodities: ['Steel'], limits: {}, documentCap: '1' })],
    ['a cap for a contract of a supplier', ruled({ ...rule, contracts: ['K'], documentCap: '1' })],
    [
      'an order’s limit for an order line',
      ruled({ orderLineIds: ['7'], limits: {}, orderToDateOver: { mode: 'unlimited' } }),
    ],
    ['a day that does not exist', ruled({ ...rule, from: '2026-02-31' })],
    ['a day in words', ruled({ ...rule, until: 'Christmas' })],
    ['a long name', ruled({ ...rule, name: 'N'.repeat(81) })],
    ['too many rules', ruled(...Array.from({ length: 501 }, () => rule))],
    ['half a day', changed({ daysOutsideTerm: '0.5' })],
    ['days as a number', changed({ daysOutsideTerm: 5 })],
    ['days with a zero before them', changed({ daysOutsideTerm: '05' })],
    ['a rate for early deliveries', changed({ deliveryEarlyValue: { mode: 'rate', rate: '0.1' } })],
    ['a missing rounding', changed({ rounding: { perLine: '0.01', max: '0.05' } })],
  ])('both refuse %s', (_case, document) => {
    expect(policyFaults(document)).not.toEqual([]);
    expect(fits(document, schema)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['rules that contradict each other', ruled({ ...rule, documentCap: '1' }, { ...rule, documentCap: '2' })],
    ['a rule that ends before it begins', ruled({ ...rule, from: '2026-02-01', until: '2026-01-31' })],
    ['a cap of nothing', limited({ mode: 'cap', rate: '0.02', amount: '0' })],
    ['a name twice, in other letter case', ruled({ units: ['KG', 'kg'], limits: {} })],
    ['two rules of one name', ruled({ ...rule, name: 'N' }, { units: ['KG'], limits: {}, name: 'N' })],
  ])('the check alone refuses %s', (_case, document) => {
    expect(policyFaults(document)).not.toEqual([]);
    expect(fits(document, schema)).toBe(true);
  });
});
