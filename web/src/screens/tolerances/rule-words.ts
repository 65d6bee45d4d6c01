import type { Condition } from './tolerance-draft.ts';

interface ConditionWords {
  readonly one: string;
  readonly many: string;
  readonly label: string;
  readonly hint: string;
}

/** What a rule may be about, in words. */
export const CONDITION_WORDS: Readonly<Record<Condition, ConditionWords>> = {
  supplierIds: {
    one: 'supplier',
    many: 'suppliers',
    label: 'Suppliers',
    hint: 'By name, or by id in Coupa.',
  },
  commodities: { one: 'commodity', many: 'commodities', label: 'Commodities', hint: 'As Coupa names them.' },
  entities: {
    one: 'entity',
    many: 'entities',
    label: 'Entities',
    hint: 'Chart of accounts or business unit that is billed.',
  },
  contracts: { one: 'contract', many: 'contracts', label: 'Contracts', hint: 'By id, number or name.' },
  orderLineIds: { one: 'order line', many: 'order lines', label: 'Order lines', hint: 'By id in Coupa.' },
  units: { one: 'unit', many: 'units', label: 'Units', hint: 'Of the order line, such as KG.' },
};
