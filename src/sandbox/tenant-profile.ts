// A tenant as its administrator set it up, from a file: who may call, which fields there are, when invoices are held,
// who approves, and what the tenant tells others.
import { readDecimal } from './amount.ts';
import { CALLOUT_DOCUMENTS, type CalloutOptions, PLACEHOLDERS } from './callout.ts';
import { allResources } from './catalogue/all-resources.ts';
import { CUSTOM_KINDS, type CustomField } from './catalogue/resource.ts';
import { assertKeys, fail, listOf, objectAt, parseGiven } from './given.ts';
import { readSwitches, type TenantSwitches } from './read-scenario.ts';

/** One step of the chain: whoever it names is asked when the amount reaches `from`. */
export interface ChainStep {
  readonly from: string;
  /** Only for invoices that somebody of this department asked for. */
  readonly department?: string;
  /** A login. */
  readonly approver: string;
}

export interface TenantProfile {
  /** Read by `readClient` when the users are there. */
  readonly clients: readonly unknown[];
  readonly switches: TenantSwitches;
  /** By table, then by the field's name. */
  readonly customFields: Readonly<Record<string, Readonly<Record<string, CustomField>>>>;
  /** By table, then by the filter's name: the JSON of `fields=`. */
  readonly filters: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tolerances: { readonly unitPricePercent?: string; readonly shippingPercent?: string };
  readonly approvals: readonly ChainStep[] | undefined;
  readonly callout: CalloutOptions | undefined;
}

const KEYS = [
  'clients',
  'uniqueInvoiceNumbers',
  'rateLimit',
  'customFields',
  'filters',
  'tolerances',
  'approvals',
  'callouts',
];

/** @throws GivenError what was expected, what was found, and where. */
export function readProfile(text: string): TenantProfile {
  const given = objectAt(parseGiven(text), '', 'a profile as an object');
  assertKeys(given, KEYS, '');
  const { uniqueInvoiceNumbers, rateLimit } = given;
  const switches = { uniqueInvoiceNumbers, rateLimit };
  return {
    clients: listOf(given.clients, 'clients'),
    switches: readSwitches(
      Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined)),
      '',
    ),
    customFields: byResource(given.customFields, 'customFields', readCustomField),
    filters: byResource(given.filters, 'filters', (value, at) => JSON.stringify(arrayAt(value, at))),
    tolerances: readTolerances(given.tolerances),
    approvals: given.approvals === undefined ? undefined : listOf(given.approvals, 'approvals').map(readStep),
    callout: given.callouts === undefined ? undefined : readCallouts(given.callouts),
  };
}

function byResource<T>(
  value: unknown,
  at: string,
  read: (value: unknown, at: string) => T,
): Record<string, Record<string, T>> {
  const found: Record<string, Record<string, T>> = {};
  for (const [path, named] of Object.entries(value === undefined ? {} : objectAt(value, at, 'an object'))) {
    const where = `${at}.${path}`;
    const resource = allResources.find((one) => one.path === path || one.table === path);
    if (!resource) fail(where, 'the path of a resource, such as invoices', path);
    found[resource.table] = Object.fromEntries(
      Object.entries(objectAt(named, where, 'an object by name')).map(([name, one]) => [
        name,
        read(one, `${where}.${name}`),
      ]),
    );
  }
  return found;
}

function readCustomField(value: unknown, at: string): CustomField {
  const given = objectAt(value, at, 'an object with a type');
  assertKeys(given, ['type', 'required', 'lookup'], `${at}.`);
  const { type, required = false, lookup } = given;
  const kind = CUSTOM_KINDS.find((one) => one === type);
  if (!kind) fail(`${at}.type`, `one of ${CUSTOM_KINDS.join(', ')}`, type);
  if (typeof required !== 'boolean') fail(`${at}.required`, 'true or false', required);
  if ((kind === 'lookup') !== (typeof lookup === 'string'))
    fail(`${at}.lookup`, kind === 'lookup' ? 'the name of a lookup' : 'no lookup beside this type', lookup);
  return { kind, isRequired: required, ...(typeof lookup === 'string' ? { lookup } : {}) };
}

function readTolerances(value: unknown): TenantProfile['tolerances'] {
  if (value === undefined) return {};
  const given = objectAt(value, 'tolerances', 'an object');
  assertKeys(given, ['unitPricePercent', 'shippingPercent'], 'tolerances.');
  return Object.fromEntries(
    Object.entries(given).map(([key, found]) => [key, decimalAt(found, `tolerances.${key}`)]),
  );
}

function readStep(value: unknown, index: number): ChainStep {
  const at = `approvals[${index}]`;
  const given = objectAt(value, at, 'an object with from and approver');
  assertKeys(given, ['from', 'department', 'approver'], `${at}.`);
  const { from = 0, department, approver } = given;
  if (typeof approver !== 'string') fail(`${at}.approver`, 'a login', approver);
  if (department !== undefined && typeof department !== 'string')
    fail(`${at}.department`, 'the name of a department', department);
  return {
    from: decimalAt(from, `${at}.from`),
    approver,
    ...(department === undefined ? {} : { department }),
  };
}

function decimalAt(value: unknown, at: string): string {
  const isGiven = typeof value === 'number' || typeof value === 'string';
  const read = isGiven ? readDecimal(String(value)) : undefined;
  if (read === undefined || read.startsWith('-')) fail(at, 'a number from 0', value);
  return read;
}

function readCallouts(value: unknown): CalloutOptions {
  const given = objectAt(value, 'callouts', 'an object with url and secret');
  assertKeys(given, ['url', 'secret', 'format', 'documents', 'template'], 'callouts.');
  const { url, secret, format = 'json', documents, template } = given;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
    fail('callouts.url', 'an http address', url);
  if (typeof secret !== 'string' || secret === '') fail('callouts.secret', 'a secret', undefined);
  if (format !== 'json' && format !== 'xml') fail('callouts.format', 'json or xml', format);
  const options = { url, secret, format } as const;
  const chosen = documents === undefined ? {} : { documents: readDocuments(documents) };
  if (template === undefined) return { ...options, ...chosen };
  if (typeof template !== 'string') fail('callouts.template', 'a text', template);
  for (const [, name = ''] of template.matchAll(/\{\{([^}]*)\}\}/g)) {
    if (!PLACEHOLDERS.includes(name.trim()) && !/^field\.[\w-]+$/.test(name.trim()))
      fail('callouts.template', `${PLACEHOLDERS.join(', ')} or field.NAME within {{ }}`, name);
  }
  return { ...options, ...chosen, template };
}

/** `{"invoices": ["approved", "voided"], "purchase_orders": true}` */
function readDocuments(value: unknown): Readonly<Record<string, true | readonly string[]>> {
  const at = 'callouts.documents';
  return Object.fromEntries(
    Object.entries(objectAt(value, at, 'an object')).map(([path, when]) => {
      const known = Object.values(CALLOUT_DOCUMENTS).map((one) => one.path);
      if (!known.includes(path)) fail(`${at}.${path}`, `one of ${known.join(', ')}`, path);
      const isList = Array.isArray(when) && when.every((status) => typeof status === 'string');
      if (when !== true && !isList) fail(`${at}.${path}`, 'true, or a list of statuses', when);
      return [path, when as true | readonly string[]];
    }),
  );
}

function arrayAt(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) fail(at, 'a list as fields= takes it', value);
  return value;
}
