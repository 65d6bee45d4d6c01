import { canonicalJson } from '#kernel/canonical-json.ts';
import type { PlainDate } from '#kernel/plain-date.ts';
import { ruleLabel } from './rule-label.ts';
import type { Limit, LimitKey, ScopedLimits, TolerancePolicy } from './tolerance.ts';

/** What decides which rules an invoice or a line of it falls under. For the document as a whole the line's part is left out. */
export interface RuleScope {
  /** The day whose rules count; undefined: none that has dates. */
  readonly day: PlainDate | undefined;
  readonly supplierId: string | undefined;
  readonly entity: string | undefined;
  readonly commodity?: string | undefined;
  readonly unit?: string | undefined;
  readonly orderLineId?: string | undefined;
  /** Ids, numbers and names of the contracts behind the line. */
  readonly contracts?: readonly string[];
}

/** A limit and the rule that states it: `base` for the policy's own, else the rule's name or position. */
export interface LimitInForce {
  readonly rule: string;
  readonly limit: Limit;
}

/**
 * The limits in force: those of the most specific rules that state the limit, else the policy's own. An order line
 * comes before a contract, then supplier with commodity, supplier, commodity, entity, unit. Where several are equally
 * specific all are returned, and all must be kept, so that the stricter wins.
 */
export function limitsFor(policy: TolerancePolicy, key: LimitKey, scope: RuleScope): readonly LimitInForce[] {
  const read = readPolicy(policy);
  const rules = rulesOf(read, key, scope.supplierId);
  // equivalent: no rule has a rank below one.
  let rank = 0;
  let found: LimitInForce[] | undefined;
  for (const rule of rules) {
    if (rule.rank < rank) break;
    if (!applies(rule, scope)) continue;
    rank = rule.rank;
    if (found === undefined) found = [rule.inForce];
    else found.push(rule.inForce);
  }
  return found ?? read.base[key];
}

/** A rule as it is looked up: its names folded, its narrowness worked out once. */
interface ReadRule {
  readonly rank: number;
  readonly inForce: LimitInForce;
  readonly from: PlainDate | undefined;
  readonly until: PlainDate | undefined;
  readonly supplierIds: ReadonlySet<string> | undefined;
  readonly orderLineIds: ReadonlySet<string> | undefined;
  readonly contracts: ReadonlySet<string> | undefined;
  readonly commodities: ReadonlySet<string> | undefined;
  readonly entities: ReadonlySet<string> | undefined;
  readonly units: ReadonlySet<string> | undefined;
}

interface ReadPolicy {
  readonly base: Readonly<Record<LimitKey, readonly LimitInForce[]>>;
  /** By limit, the most specific first. */
  readonly rules: ReadonlyMap<LimitKey, readonly ReadRule[]>;
  /** The same without the rules of other suppliers, by supplier as they come. */
  readonly bySupplier: Map<string, ReadonlyMap<LimitKey, readonly ReadRule[]>>;
}

/** A policy is read once and asked for every difference of every invoice; it never changes. */
const readPolicies = new WeakMap<TolerancePolicy, ReadPolicy>();
/** Suppliers whose rules are kept apart, a bound on memory. */
const SUPPLIERS_MAX = 2_000;
const NO_RULES: readonly ReadRule[] = [];

function readPolicy(policy: TolerancePolicy): ReadPolicy {
  const known = readPolicies.get(policy);
  // equivalent: it would be read again, to the same end.
  if (known !== undefined) return known;
  const base = Object.fromEntries(
    Object.entries(statedBy(policy)).map(([key, limit]) => [key, [{ rule: 'base', limit }]]),
  ) as unknown as ReadPolicy['base'];
  const rules = new Map<LimitKey, ReadRule[]>();
  policy.scoped.forEach((rule, index) => {
    for (const [key, limit] of Object.entries(statedBy(rule)) as [LimitKey, Limit][]) {
      const list = rules.get(key) ?? [];
      list.push(readRule(rule, { rule: ruleLabel(rule, index), limit }));
      rules.set(key, list);
    }
  });
  for (const list of rules.values()) list.sort(narrowestFirst);
  const read: ReadPolicy = { base, rules, bySupplier: new Map() };
  readPolicies.set(policy, read);
  return read;
}

/** Every limit that the policy itself, or one rule of it, states. A cap is a limit like others. */
export function statedBy({
  limits,
  documentCap,
  orderToDateOver,
}: Pick<ScopedLimits, 'limits' | 'documentCap' | 'orderToDateOver'>): Partial<Record<LimitKey, Limit>> {
  return {
    ...limits,
    ...(documentCap === undefined ? {} : { documentCap: { mode: 'amount', amount: documentCap } }),
    ...(orderToDateOver === undefined ? {} : { orderToDateOver }),
  };
}

/** Powers of two in the order of precedence: a narrower condition outweighs all wider ones together. */
function readRule(rule: ScopedLimits, inForce: LimitInForce): ReadRule {
  return {
    rank:
      // equivalent: any number above all the others together.
      (rule.orderLineIds ? 32 : 0) +
      (rule.contracts ? 16 : 0) +
      (rule.supplierIds ? 8 : 0) +
      (rule.commodities ? 4 : 0) +
      (rule.entities ? 2 : 0) +
      (rule.units ? 1 : 0),
    inForce,
    from: rule.from,
    until: rule.until,
    supplierIds: rule.supplierIds && new Set(rule.supplierIds),
    orderLineIds: rule.orderLineIds && new Set(rule.orderLineIds),
    contracts: rule.contracts && new Set(rule.contracts.map(folded)),
    commodities: rule.commodities && new Set(rule.commodities.map(folded)),
    entities: rule.entities && new Set(rule.entities.map(folded)),
    units: rule.units && new Set(rule.units.map(folded)),
  };
}

// Among equals by what they say, so that the order in which rules are written changes nothing, not even the words.
function narrowestFirst(a: ReadRule, b: ReadRule): number {
  if (a.rank !== b.rank) return b.rank - a.rank;
  const [first, second] = [canonicalJson(a.inForce), canonicalJson(b.inForce)];
  // equivalent: of two that say the same under one name either may come first.
  return first < second ? -1 : Number(first > second);
}

function rulesOf(read: ReadPolicy, key: LimitKey, supplierId: string | undefined): readonly ReadRule[] {
  const all = read.rules.get(key);
  // equivalent: the longer way finds none either.
  if (all === undefined) return NO_RULES;
  const supplier = supplierId ?? '';
  let own = read.bySupplier.get(supplier);
  // equivalent: it would be sorted out again, to the same end.
  if (own === undefined) {
    own = new Map(
      [...read.rules].map(([each, rules]) => [
        each,
        rules.filter(({ supplierIds }) => supplierIds === undefined || supplierIds.has(supplier)),
      ]),
    );
    // equivalent: only memory hangs on it.
    if (read.bySupplier.size >= SUPPLIERS_MAX) read.bySupplier.clear();
    read.bySupplier.set(supplier, own);
  }
  return own.get(key) ?? NO_RULES;
}

function applies(rule: ReadRule, scope: RuleScope): boolean {
  if (rule.from !== undefined && (scope.day === undefined || scope.day < rule.from)) return false;
  if (rule.until !== undefined && (scope.day === undefined || scope.day > rule.until)) return false;
  if (rule.orderLineIds !== undefined && !rule.orderLineIds.has(scope.orderLineId ?? '')) return false;
  const { contracts } = rule;
  if (contracts !== undefined && !scope.contracts?.some((one) => contracts.has(folded(one)))) return false;
  return (
    holds(rule.commodities, scope.commodity) &&
    holds(rule.entities, scope.entity) &&
    holds(rule.units, scope.unit)
  );
}

function holds(names: ReadonlySet<string> | undefined, name: string | undefined): boolean {
  return names === undefined || (name !== undefined && names.has(folded(name)));
}

/** Names as they are compared: Coupa's own lists differ in letter case and outer blanks. */
export function folded(name: string): string {
  return name.trim().toUpperCase();
}
