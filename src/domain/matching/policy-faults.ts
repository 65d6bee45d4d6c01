import { contradictions } from './policy-contradictions.ts';
import {
  CAPS,
  CHARGE_LIMITS,
  CONDITIONS,
  CURRENCY,
  DOCUMENT_CONDITIONS,
  type Fields,
  LISTED_NAME,
  type LimitMode,
  limitFields,
  NAMES_MAX,
  POLICY_FIELDS,
  RATE_ABOVE_ZERO,
  RULES_MAX,
  ruleFields,
  type Shape,
  type TextKind,
} from './policy-shape.ts';
import type { TolerancePolicy } from './tolerance.ts';

/** One thing that is wrong with a policy document, and where. */
export interface PolicyFault {
  readonly path: readonly (string | number)[];
  /** What was expected and what was found, one sentence. */
  readonly says: string;
}

type Path = PolicyFault['path'];
type Found = Readonly<Record<string, unknown>>;

/**
 * Everything that keeps a value from being a `TolerancePolicy`. A blank limit is a fault: it must not be left to a
 * reader whether blank means zero or unlimited. Rules that contradict each other are named, both of them.
 * @returns empty when the value is a valid policy.
 */
export function policyFaults(value: unknown): readonly PolicyFault[] {
  const faults: PolicyFault[] = [];
  checkObject(value, POLICY_FIELDS, [], faults);
  const isBlind = isObject(value) && value.rates !== undefined && value.currency === undefined;
  if (isBlind) faults.push({ path: ['rates'], says: 'Expected a currency beside the rates, found none.' });
  // What is no policy yet cannot be asked whether it agrees with itself.
  return faults.length > 0 ? faults : contradictions(value as TolerancePolicy);
}

function checkObject(value: unknown, fields: Fields, path: Path, faults: PolicyFault[]): void {
  if (!isObject(value)) {
    faults.push({ path, says: expected('an object', value) });
    return;
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(fields, key)) {
      const known = Object.keys(fields).join(', ');
      faults.push({ path: [...path, key], says: `Expected only ${known}, found ${quote(key)}.` });
    }
  }
  for (const [key, { shape, isOptional }] of Object.entries(fields)) {
    if (isOptional && value[key] === undefined) continue;
    checkShape(value[key], shape, [...path, key], faults);
  }
}

function checkShape(value: unknown, shape: Shape, path: Path, faults: PolicyFault[]): void {
  switch (shape.kind) {
    case 'text':
      checkText(value, shape.text, path, faults);
      break;
    case 'format':
      // Text where the file was read without turning its figures into numbers.
      if (value !== 1 && value !== '1') faults.push({ path, says: expected('the format 1', value) });
      break;
    case 'limit':
      checkLimit(value, shape.modes, path, faults);
      break;
    case 'names':
      checkNames(value, path, faults);
      break;
    case 'rates':
      checkRates(value, path, faults);
      break;
    case 'rules':
      checkRules(value, path, faults);
      break;
    case 'object':
      checkObject(value, shape.fields, path, faults);
      break;
  }
}

function checkText(value: unknown, kind: TextKind, path: Path, faults: PolicyFault[]): void {
  if (!isText(value, kind)) faults.push({ path, says: expected(kind.expects, value) });
}

function isText(value: unknown, { pattern, lengthMax, isRight }: TextKind): value is string {
  if (typeof value !== 'string' || value.length > (lengthMax ?? value.length)) return false;
  return new RegExp(pattern, 'u').test(value) && isRight?.(value) !== false;
}

function checkLimit(value: unknown, modes: readonly LimitMode[], path: Path, faults: PolicyFault[]): void {
  if (!isObject(value)) {
    faults.push({ path, says: expected('an object', value) });
    return;
  }
  const mode = modes.find((one) => one === value.mode);
  if (mode === undefined) {
    faults.push({ path: [...path, 'mode'], says: expected(`one of ${modes.join(', ')}`, value.mode) });
    return;
  }
  const fields: Fields = {
    mode: { shape: { kind: 'text', text: ANY_TEXT }, says: '' },
    ...limitFields(mode),
  };
  checkObject(value, fields, path, faults);
}

/** The mode was looked at already. */
const ANY_TEXT: TextKind = { expects: 'a mode', pattern: '' };

function checkNames(value: unknown, path: Path, faults: PolicyFault[]): void {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= NAMES_MAX;
  if (isList && value.every((name) => isText(name, LISTED_NAME))) return;
  const most = `at most ${NAMES_MAX} names or ids, none of them blank`;
  faults.push({ path, says: expected(`a list of at least one and ${most}`, value) });
}

function checkRates(value: unknown, path: Path, faults: PolicyFault[]): void {
  if (!isObject(value)) {
    faults.push({ path, says: expected('an object', value) });
    return;
  }
  for (const [code, rate] of Object.entries(value)) {
    checkText(code, CURRENCY, [...path, code], faults);
    checkText(rate, RATE_ABOVE_ZERO, [...path, code], faults);
  }
}

function checkRules(value: unknown, path: Path, faults: PolicyFault[]): void {
  if (!Array.isArray(value) || value.length > RULES_MAX) {
    faults.push({ path, says: expected(`a list of at most ${RULES_MAX} rules`, value) });
    return;
  }
  for (const [index, rule] of value.entries()) checkRule(rule, [...path, index], faults);
}

function checkRule(rule: unknown, path: Path, faults: PolicyFault[]): void {
  if (!isObject(rule)) {
    faults.push({ path, says: expected('an object', rule) });
    return;
  }
  const stated = CONDITIONS.filter((condition) => rule[condition] !== undefined);
  if (stated.length === 0) {
    faults.push({ path, says: `Expected a condition (${CONDITIONS.join(', ')}), found none.` });
    return;
  }
  const narrow = stated.filter((condition) => !DOCUMENT_CONDITIONS.includes(condition));
  const misplaced = narrow.length === 0 ? [] : misplacedLimits(rule);
  for (const { key, at } of misplaced) {
    faults.push({
      path: [...path, ...at],
      says: `Expected only supplierIds or entities as conditions beside ${key}, which is judged once an invoice, found ${narrow.join(' and ')}, which tell${narrow.length === 1 ? 's' : ''} its lines apart.`,
    });
  }
  // Every field a rule can have: one in the wrong place has been told, and is not called unknown as well.
  checkObject(rule, RULE_FIELDS, path, faults);
}

const RULE_FIELDS: Fields = { ...ruleFields('lines'), ...ruleFields('documents') };

interface Misplaced {
  readonly key: string;
  readonly at: readonly string[];
}

/** Limits of the document that a rule about single lines states. */
function misplacedLimits(rule: Found): readonly Misplaced[] {
  const limits = isObject(rule.limits) ? rule.limits : {};
  return [
    ...CHARGE_LIMITS.filter((key) => limits[key] !== undefined).map((key) => ({ key, at: ['limits', key] })),
    ...CAPS.filter((key) => rule[key] !== undefined).map((key) => ({ key, at: [key] })),
  ];
}

function isObject(value: unknown): value is Found {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
