import { toDecimalText } from '#kernel/decimal.ts';
import { toCurrencyCode } from '#kernel/money.ts';

/** One thing that is wrong with a policy document, and where. */
export interface PolicyFault {
  readonly path: readonly (string | number)[];
  /** What was expected and what was found, one sentence. */
  readonly says: string;
}

const LINE_LIMITS = [
  'priceOver',
  'priceUnder',
  'quantityOverReceived',
  'quantityOverOrdered',
  'lineAmountOver',
];
const ALL_LIMITS = [...LINE_LIMITS, 'freightOver', 'handlingOver', 'miscChargeOver'];
const SCOPES = ['supplierIds', 'commodities', 'units'];
/** More rules than anybody can oversee, and a bound on the work per line. */
const SCOPED_MAX = 500;

/**
 * Everything that keeps a value from being a `TolerancePolicy`. A blank limit is a
 * fault: it must not be left to a reader whether blank means zero or unlimited.
 * @returns empty when the value is a valid policy.
 */
export function policyFaults(value: unknown): readonly PolicyFault[] {
  const faults: PolicyFault[] = [];
  const root = object(value, [], faults);
  if (root === undefined) return faults;
  onlyKeys(
    root,
    [
      'format',
      'name',
      'currency',
      'rates',
      'limits',
      'scoped',
      'rounding',
      'tax',
      'documentCap',
      'orderToDateOver',
    ],
    [],
    faults,
  );
  if (root.format !== 1 && root.format !== '1')
    faults.push({ path: ['format'], says: expected('the format 1', root.format) });
  if (typeof root.name !== 'string' || root.name.trim() === '') {
    faults.push({ path: ['name'], says: expected('a name', root.name) });
  }
  checkCurrency(root, faults);
  checkLimits(root.limits, ALL_LIMITS, ['limits'], faults, true);
  checkScoped(root.scoped, faults);
  checkDecimals(root.rounding, 'rounding', ['perLine', 'max', 'maxWithoutDecimals'], faults);
  if (root.tax !== undefined) checkDecimals(root.tax, 'tax', ['perLine', 'perDocument'], faults);
  checkDecimal(root.documentCap, ['documentCap'], faults);
  checkLimit(root.orderToDateOver, ['orderToDateOver'], faults);
  return faults;
}

function checkCurrency(root: Fields, faults: PolicyFault[]): void {
  if (root.currency !== undefined && !isCurrency(root.currency)) {
    faults.push({ path: ['currency'], says: expected('a currency code such as EUR', root.currency) });
  }
  if (root.rates === undefined) return;
  if (root.currency === undefined) {
    faults.push({ path: ['rates'], says: 'Expected a currency beside the rates, found none.' });
  }
  const rates = object(root.rates, ['rates'], faults);
  for (const [code, rate] of Object.entries(rates ?? {})) {
    if (!isCurrency(code))
      faults.push({ path: ['rates', code], says: expected('a currency code such as EUR', code) });
    checkDecimal(rate, ['rates', code], faults);
    if (typeof rate === 'string' && /^[0.]+$/.test(rate)) {
      faults.push({ path: ['rates', code], says: 'Expected a rate above zero, found zero.' });
    }
  }
}

function checkScoped(value: unknown, faults: PolicyFault[]): void {
  if (!Array.isArray(value) || value.length > SCOPED_MAX) {
    faults.push({ path: ['scoped'], says: expected(`a list of at most ${SCOPED_MAX} rules`, value) });
    return;
  }
  for (const [index, entry] of value.entries()) {
    const path = ['scoped', index];
    const rule = object(entry, path, faults);
    if (rule === undefined) continue;
    onlyKeys(rule, [...SCOPES, 'limits'], path, faults);
    if (SCOPES.every((scope) => rule[scope] === undefined)) {
      faults.push({ path, says: `Expected a condition (${SCOPES.join(', ')}), found none.` });
    }
    for (const scope of SCOPES) checkNames(rule[scope], [...path, scope], faults);
    checkLimits(rule.limits, LINE_LIMITS, [...path, 'limits'], faults, false);
  }
}

function checkNames(value: unknown, path: Path, faults: PolicyFault[]): void {
  if (value === undefined) return;
  const isList = Array.isArray(value) && value.length > 0;
  if (!isList || !value.every((name) => typeof name === 'string' && name.trim() !== '')) {
    faults.push({ path, says: expected('a list of names or ids with at least one entry', value) });
  }
}

function checkDecimals(value: unknown, name: string, keys: readonly string[], faults: PolicyFault[]): void {
  const found = object(value, [name], faults);
  if (found === undefined) return;
  onlyKeys(found, keys, [name], faults);
  for (const key of keys) checkDecimal(found[key], [name, key], faults);
}

function checkLimits(
  value: unknown,
  keys: readonly string[],
  path: Path,
  faults: PolicyFault[],
  isComplete: boolean,
): void {
  const limits = object(value, path, faults);
  if (limits === undefined) return;
  onlyKeys(limits, keys, path, faults);
  for (const key of keys) {
    if (isComplete || limits[key] !== undefined) checkLimit(limits[key], [...path, key], faults);
  }
}

function checkLimit(value: unknown, path: Path, faults: PolicyFault[]): void {
  const limit = object(value, path, faults);
  if (limit === undefined) return;
  const needs = NEEDS_BY_MODE.get(limit.mode);
  if (needs === undefined) {
    faults.push({
      path: [...path, 'mode'],
      says: expected(`one of ${[...NEEDS_BY_MODE.keys()].join(', ')}`, limit.mode),
    });
    return;
  }
  onlyKeys(limit, ['mode', ...needs], path, faults);
  for (const need of needs) checkDecimal(limit[need], [...path, need], faults);
}

const NEEDS_BY_MODE: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['rate', ['rate']],
  ['amount', ['amount']],
  ['all', ['rate', 'amount']],
  ['any', ['rate', 'amount']],
  ['cap', ['rate', 'amount']],
  ['unlimited', []],
]);

function checkDecimal(value: unknown, path: Path, faults: PolicyFault[]): void {
  const isDecimal = typeof value === 'string' && toDecimalText(value) === value && !value.startsWith('-');
  if (!isDecimal) {
    faults.push({
      path,
      says: expected('a decimal as text, zero or more, such as "0.02" (blank is not allowed)', value),
    });
  }
}

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown, path: Path, faults: PolicyFault[]): Fields | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  faults.push({ path, says: expected('an object', value) });
  return undefined;
}

/** A misspelt key would otherwise leave the default in force in silence. */
function onlyKeys(fields: Fields, known: readonly string[], path: Path, faults: PolicyFault[]): void {
  for (const key of Object.keys(fields)) {
    if (!known.includes(key)) {
      faults.push({ path: [...path, key], says: `Expected only ${known.join(', ')}, found ${quote(key)}.` });
    }
  }
}

function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && toCurrencyCode(value) === value;
}

function expected(what: string, found: unknown): string {
  return `Expected ${what}, found ${quote(found)}.`;
}

function quote(found: unknown): string {
  if (found === undefined || found === null) return 'nothing';
  if (typeof found === 'string') return found.trim() === '' ? 'a blank' : `"${found.slice(0, 40)}"`;
  if (Array.isArray(found)) return `a list of ${found.length}`;
  return typeof found === 'object' ? 'an object' : String(found).slice(0, 40);
}
