import type { LimitMode, ToleranceDocument, ToleranceLimit, ToleranceRule } from '../../api/contract.ts';
import { fractionOf, percentOf, readAmount } from '../../ui/format/decimal-text.ts';
import { figuresOf, type LimitKey } from './limit-words.ts';

/** A limit as a person types it: percents instead of fractions, amounts with either separator. */
export interface LimitDraft {
  readonly mode: LimitMode;
  readonly percent: string;
  readonly amount: string;
}

export const CONDITIONS = [
  'supplierIds',
  'commodities',
  'entities',
  'contracts',
  'orderLineIds',
  'units',
] as const satisfies readonly (keyof ToleranceRule)[];

export type Condition = (typeof CONDITIONS)[number];

export interface RuleDraft {
  /** Tells rows apart while they move; no part of the document. */
  readonly key: number;
  /** How the rule in force that it came from is called beside what it decided; undefined for a new one. */
  readonly origin: string | undefined;
  /** Taken out, and not saved yet: it can be put back. */
  readonly isRemoved: boolean;
  readonly name: string;
  readonly from: string;
  readonly until: string;
  readonly conditions: Readonly<Record<Condition, readonly string[]>>;
  readonly limits: Readonly<Partial<Record<LimitKey, LimitDraft>>>;
}

/** The whole document while it is edited. */
export interface ToleranceDraft {
  readonly name: string;
  readonly currency: string;
  readonly rates: readonly { readonly currency: string; readonly rate: string }[];
  readonly limits: Readonly<Record<string, LimitDraft>>;
  readonly rules: readonly RuleDraft[];
  readonly rounding: ToleranceDocument['rounding'];
  /** Undefined while the starter policy's figures hold. */
  readonly tax: ToleranceDocument['tax'] | undefined;
  readonly daysOutsideTerm: string;
  readonly deliveryEarlyValue: LimitDraft;
  readonly fxOver: LimitDraft;
}

const UNLIMITED: ToleranceLimit = { mode: 'unlimited' };

let lastKey = 0;

function nextRuleKey(): number {
  lastKey += 1;
  return lastKey;
}

export function toDraft(document: ToleranceDocument): ToleranceDraft {
  const { documentCap, orderToDateOver } = document;
  return {
    name: document.name,
    currency: document.currency ?? '',
    rates: Object.entries(document.rates ?? {}).map(([currency, rate]) => ({ currency, rate })),
    limits: limitDrafts({
      ...document.limits,
      documentCap: { mode: 'amount', amount: documentCap },
      orderToDateOver,
    }),
    rules: document.scoped.map(toRuleDraft),
    rounding: document.rounding,
    tax: document.tax,
    daysOutsideTerm: document.daysOutsideTerm ?? '0',
    deliveryEarlyValue: toLimitDraft(document.deliveryEarlyValue ?? UNLIMITED),
    fxOver: toLimitDraft(document.fxOver ?? UNLIMITED),
  };
}

function toRuleDraft(rule: ToleranceRule, index: number): RuleDraft {
  const { documentCap, orderToDateOver } = rule;
  const limits: Record<string, ToleranceLimit> = { ...rule.limits };
  if (documentCap !== undefined) limits.documentCap = { mode: 'amount', amount: documentCap };
  if (orderToDateOver !== undefined) limits.orderToDateOver = orderToDateOver;
  return {
    key: nextRuleKey(),
    origin: rule.name ?? `rule ${index + 1}`,
    isRemoved: false,
    name: rule.name ?? '',
    from: rule.from ?? '',
    until: rule.until ?? '',
    conditions: conditionsFrom((condition) => rule[condition] ?? []),
    limits: limitDrafts(limits),
  };
}

function conditionsFrom(namesOf: (condition: Condition) => readonly string[]): RuleDraft['conditions'] {
  return {
    supplierIds: namesOf('supplierIds'),
    commodities: namesOf('commodities'),
    entities: namesOf('entities'),
    contracts: namesOf('contracts'),
    orderLineIds: namesOf('orderLineIds'),
    units: namesOf('units'),
  };
}

function limitDrafts(limits: Readonly<Record<string, ToleranceLimit>>): Record<string, LimitDraft> {
  return Object.fromEntries(Object.entries(limits).map(([key, limit]) => [key, toLimitDraft(limit)]));
}

export function toLimitDraft({ mode, rate, amount }: ToleranceLimit): LimitDraft {
  return { mode, percent: rate === undefined ? '' : percentOf(rate), amount: amount ?? '' };
}

/** A rule with no condition and no limit yet. */
export function newRule(): RuleDraft {
  return {
    key: nextRuleKey(),
    origin: undefined,
    isRemoved: false,
    name: '',
    from: '',
    until: '',
    conditions: conditionsFrom(() => []),
    limits: {},
  };
}

/** The same rule again, to be changed; a name belongs to one rule only. */
export function copyOf(rule: RuleDraft): RuleDraft {
  return {
    ...rule,
    key: nextRuleKey(),
    origin: undefined,
    name: rule.name === '' ? '' : `${rule.name}, copy`,
  };
}

/** The document that the draft stands for. What cannot be read goes out as it was typed, so that it is refused there. */
export function toDocument(draft: ToleranceDraft): ToleranceDocument {
  const { documentCap, orderToDateOver, ...limits } = draft.limits;
  const currency = draft.currency.trim().toUpperCase();
  const early = toLimit(draft.deliveryEarlyValue);
  const fx = toLimit(draft.fxOver);
  const days = draft.daysOutsideTerm.trim();
  return {
    format: 1,
    name: draft.name.trim(),
    ...(currency === '' ? {} : { currency }),
    ...(draft.rates.length === 0 ? {} : { rates: ratesOf(draft.rates) }),
    limits: Object.fromEntries(Object.entries(limits).map(([key, limit]) => [key, toLimit(limit)])),
    scoped: draft.rules.filter(({ isRemoved }) => !isRemoved).map(toRule),
    rounding: readAll(draft.rounding),
    ...(draft.tax === undefined ? {} : { tax: readAll(draft.tax) }),
    documentCap: read(documentCap?.amount ?? ''),
    orderToDateOver: toLimit(orderToDateOver ?? toLimitDraft(UNLIMITED)),
    ...(days === '0' ? {} : { daysOutsideTerm: days }),
    ...(early.mode === 'unlimited' ? {} : { deliveryEarlyValue: early }),
    ...(fx.mode === 'unlimited' ? {} : { fxOver: fx }),
  };
}

function ratesOf(rates: ToleranceDraft['rates']): Readonly<Record<string, string>> {
  return Object.fromEntries(rates.map(({ currency, rate }) => [currency.trim().toUpperCase(), read(rate)]));
}

function toRule(rule: RuleDraft): ToleranceRule {
  const { documentCap, orderToDateOver, ...limits } = rule.limits;
  const said = CONDITIONS.filter((condition) => rule.conditions[condition].length > 0);
  return {
    ...(rule.name.trim() === '' ? {} : { name: rule.name.trim() }),
    ...(rule.from === '' ? {} : { from: rule.from }),
    ...(rule.until === '' ? {} : { until: rule.until }),
    ...Object.fromEntries(said.map((condition) => [condition, rule.conditions[condition]])),
    limits: Object.fromEntries(Object.entries(limits).map(([key, limit]) => [key, toLimit(limit)])),
    ...(documentCap === undefined ? {} : { documentCap: read(documentCap.amount) }),
    ...(orderToDateOver === undefined ? {} : { orderToDateOver: toLimit(orderToDateOver) }),
  };
}

/** A limit as the document has it, with the figures of its mode and no others. */
export function toLimit({ mode, percent, amount }: LimitDraft): ToleranceLimit {
  const { hasRate, hasAmount } = figuresOf(mode);
  return {
    mode,
    ...(hasRate ? { rate: fractionOf(percent) ?? percent } : {}),
    ...(hasAmount ? { amount: read(amount) } : {}),
  };
}

function read(typed: string): string {
  return readAmount(typed) ?? typed;
}

function readAll<Figures extends Readonly<Record<string, string>>>(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([key, typed]) => [key, read(typed)])) as Figures;
}

/** What is wrong with a figure as it is typed; undefined when it can be read. A blank is wrong: zero has to be written. */
export function figureFault(typed: string, what: 'percent' | 'amount'): string | undefined {
  const found = what === 'percent' ? fractionOf(typed) : readAmount(typed);
  if (found !== undefined && !found.startsWith('-')) return undefined;
  const example = what === 'percent' ? 'a percentage such as 2 or 2.5' : 'an amount such as 50 or 50.00';
  return typed.trim() === ''
    ? `Write ${example}; 0 allows nothing.`
    : `“${typed}” cannot be read. Write ${example}.`;
}

/** Whether the draft says something else than the document it began from. */
export function isChanged(draft: ToleranceDraft, from: ToleranceDocument): boolean {
  return JSON.stringify(toDocument(draft)) !== JSON.stringify(toDocument(toDraft(from)));
}

/** Where the rules that are not removed stand in the document, by their key. */
export function positionsOf(rules: readonly RuleDraft[]): ReadonlyMap<number, number> {
  return new Map(rules.filter(({ isRemoved }) => !isRemoved).map(({ key }, index) => [key, index]));
}
