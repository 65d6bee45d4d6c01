import type { Cell } from '../row.ts';
import type { State, Work } from '../state.ts';
import { countries, countryId } from './countries.ts';
import {
  commodities,
  currencies,
  departments,
  entities,
  euroRates,
  paymentTerms,
  people,
  taxCodes,
  uoms,
} from './group-data.ts';
import { seedCatalogue } from './seed-catalogue.ts';
import { seedOffice } from './seed-office.ts';
import { supplierData } from './supplier-data.ts';

/** Where numbering starts, so that ids look as they do after some years. */
const FIRST_IDS: Readonly<Record<string, string>> = {
  suppliers: '101',
  'purchase-orders': '4101',
  'order-lines': '20501',
  'receiving-transactions': '10401',
  'invoice-lines': '350101',
  approvals: '12601',
  comments: '8801',
};

const logins = new Map<string, string>();

/** `Jörg Mühlberger` → `jorg.muhlberger`. */
export function loginOf(first: string, last: string): string {
  const name = `${first}.${last}`;
  const known = logins.get(name);
  if (known !== undefined) return known;
  const login = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[øØ]/g, 'o')
    .replace(/[łŁ]/g, 'l')
    .replaceAll('ı', 'i')
    .replaceAll('ß', 'ss')
    .toLowerCase();
  logins.set(name, login);
  return login;
}

const MAIL = 'halden-group.example';

/** Ids of the master data that the seeding needs again. */
export interface Masters {
  readonly currency: ReadonlyMap<string, string>;
  readonly term: ReadonlyMap<string, string>;
  readonly uom: ReadonlyMap<string, string>;
  readonly commodity: ReadonlyMap<string, string>;
  readonly tax: ReadonlyMap<string, string>;
  readonly shipping: ReadonlyMap<string, string>;
  readonly user: ReadonlyMap<string, string>;
  readonly department: ReadonlyMap<string, string>;
  /** Entity code → chart of accounts. */
  readonly chart: ReadonlyMap<string, string>;
  readonly address: ReadonlyMap<string, string>;
  /** `DE:Packaging` → account. */
  readonly account: ReadonlyMap<string, string>;
  /** In the order of supplierData. */
  readonly suppliers: readonly string[];
}

/** Writes everything that documents will point at. */
export function seedMasters(state: State, at: string, firstInvoiceId: string): Masters {
  for (const [table, id] of Object.entries(FIRST_IDS)) state.skipIdsTo(table, id);
  state.skipIdsTo('invoices', firstInvoiceId);
  return state.transact({ now: at, actor: '1' }, (work) => {
    const byKey = (table: string, rows: readonly Readonly<Record<string, Cell>>[], key: string) =>
      new Map(rows.map((row) => [String(row[key]), work.insert(table, row).id]));
    for (const country of countries) work.insert('countries', country);
    const currency = byKey(
      'currencies',
      currencies.map((row) => ({ ...row, enabled: true })),
      'code',
    );
    const department = byKey(
      'departments',
      departments.map((name) => ({ name, active: true })),
      'name',
    );
    const uom = byKey(
      'uoms',
      uoms.map(([code, name, precision]) => ({ code, name, 'allowable-precision': precision, active: true })),
      'code',
    );
    const term = byKey('payment-terms', paymentTerms.map(termRow), 'code');
    const shipping = byKey(
      'shipping-terms',
      ['UPS', 'DAP', 'EXW', 'FCA', 'DDP'].map((code) => ({ code, description: code, active: true })),
      'code',
    );
    const commodity = byKey(
      'commodities',
      commodities.map(([name, , , category]) => ({ name, category, active: true, preferred: 'Automatic' })),
      'name',
    );
    const tax = byKey(
      'tax-codes',
      taxCodes.map(([code, rate, country, description]) => ({
        code,
        percentage: rate,
        country: countryId(country),
        description,
        active: true,
      })),
      'code',
    );
    const user = seedPeople(work, department);
    const { chart, address, account } = seedEntities(work, currency);
    seedProjectLookup(work);
    seedOffice(work, at, { currency, chart, user });
    seedRates(work, at, currency);
    const suppliers = seedSuppliers(work, { term, commodity });
    seedCatalogue(work, at, { currency, uom, commodity, term, suppliers });
    const small = { currency, term, uom, commodity, tax, shipping, user, department };
    return { ...small, chart, address, account, suppliers };
  });
}

function termRow([code, net, early, rate]: (typeof paymentTerms)[number]) {
  return {
    code,
    description: code,
    'days-for-net-payment': net,
    'days-for-discount-payment': early,
    'discount-rate': rate,
    type: 'DaysAfterNetPaymentTerm',
    active: true,
  };
}

function seedPeople(work: Work, department: ReadonlyMap<string, string>): Map<string, string> {
  const ids = new Map<string, string>();
  const role = new Map<string, string>();
  for (const { role: name } of people) {
    if (!role.has(name)) role.set(name, seedRole(work, name));
  }
  for (const [index, person] of people.entries()) {
    const login = loginOf(person.first, person.last);
    const row = work.insert('users', {
      login: `${login}@${MAIL}`,
      email: `${login}@${MAIL}`,
      firstname: person.first,
      lastname: person.last,
      fullname: `${person.first} ${person.last}`,
      'employee-number': `H${String(1001 + index)}`,
      active: true,
      'purchasing-user': true,
      'api-user': person.duty === 'reviewer',
      'authentication-method': person.duty === 'reviewer' ? 'coupa_credentials' : 'saml',
      'default-locale': person.entity === 'DE' ? 'de' : 'en',
      department: department.get(person.department) ?? null,
      manager: person.manager ? (ids.get(person.manager) ?? null) : null,
      roles: [role.get(person.role) ?? ''],
      'invoice-approval-limit': person.limit ? { amount: person.limit, currency: { code: 'EUR' } } : null,
      duty: person.duty,
      entity: person.entity,
      'custom-fields': {},
    });
    ids.set(login, row.id);
  }
  return ids;
}

const seedRole = (work: Work, name: string) =>
  work.insert('roles', { name, description: name, omnipotent: false, 'system-role': true }).id;

function seedEntities(work: Work, currency: ReadonlyMap<string, string>) {
  const chart = new Map<string, string>();
  const address = new Map<string, string>();
  const account = new Map<string, string>();
  for (const entity of entities) {
    const country = countryId(entity.code);
    const site = work.insert('addresses', {
      name: entity.site,
      'location-code': entity.company,
      street1: entity.street,
      city: entity.city,
      'postal-code': entity.postal,
      'vat-number': entity.vat || null,
      country,
      'vat-country': entity.vat ? country : null,
      active: true,
    });
    address.set(entity.code, site.id);
    const currencyId = currency.get(entity.currency) ?? null;
    const type = work.insert('account-types', {
      name: entity.name,
      'legal-entity-name': entity.name,
      active: true,
      'dynamic-flag': false,
      currency: currencyId,
      'primary-address': site.id,
      enterprise: { code: 'SAP', name: 'SAP' },
    });
    chart.set(entity.code, type.id);
    work.insert('legal-entities', {
      name: entity.name,
      abbreviation: `H${entity.code}`,
      active: true,
      'external-identification-company-code': entity.company,
      'accounting-method': entity.code === 'US' ? 'us_gaap' : 'ifrs',
      currency: currencyId,
      'legal-entity-address': site.id,
    });
    for (const [name, ledger, department] of commodities) {
      const segments = { 'segment-1': entity.company, 'segment-2': `CC-${department}`, 'segment-3': ledger };
      const row = work.insert('accounts', {
        ...segments,
        code: Object.values(segments).join('-'),
        name: `${name}, ${department}`,
        active: true,
        'account-type': type.id,
      });
      account.set(`${entity.code}:${name}`, row.id);
    }
  }
  return { chart, address, account };
}

function seedProjectLookup(work: Work): void {
  const project = work.insert('lookups', {
    name: 'Project',
    description: 'Cost object',
    active: true,
    'fixed-depth': true,
  });
  for (const name of ['Line 4 retrofit', 'Warehouse move', 'ERP roll-out']) {
    work.insert('lookup-values', {
      name,
      active: true,
      lookup: project.id,
      'external-ref-num': name.slice(0, 4).toUpperCase().trim(),
      'external-ref-code': name.slice(0, 4).toUpperCase().trim(),
      depth: 0,
      'is-default': false,
    });
  }
}

function seedRates(work: Work, at: string, currency: ReadonlyMap<string, string>): void {
  for (let month = 0; month < 13; month++) {
    const day = new Date(Date.parse(at));
    day.setUTCMonth(day.getUTCMonth() + month, 1);
    for (const [from, rate] of Object.entries(euroRates)) {
      for (const [to, other] of Object.entries(euroRates)) {
        if (from === to) continue;
        const drift = 1 + Math.sin(month + from.charCodeAt(0)) / 100;
        work.insert('exchange-rates', {
          rate: ((rate / other) * drift).toFixed(6),
          'rate-date': `${day.toISOString().slice(0, 10)}T00:00:00Z`,
          'from-currency': currency.get(from) ?? null,
          'to-currency': currency.get(to) ?? null,
        });
      }
    }
  }
}

function seedSuppliers(work: Work, ids: Pick<Masters, 'term' | 'commodity'>): string[] {
  return supplierData.map((data, index) => {
    const row = work.insert('suppliers', {
      name: data.name,
      'display-name': data.name,
      number: `V-${1001 + index}`,
      status: data.state === 'inactive' ? 'inactive' : 'active',
      'on-hold': data.state === 'on-hold',
      'hold-invoices-for-ap-review': data.state === 'ap-review',
      'one-time-supplier': false,
      'buyer-hold': false,
      'send-invoices-to-approvals': false,
      'allow-inv-from-connect': true,
      'allow-inv-no-backing-doc-from-connect': data.matching === 'none',
      'invoice-matching-level': data.matching,
      'payment-method': 'invoice',
      'po-method': 'email',
      'po-email': `orders@supplier-${1001 + index}.example`,
      'payment-term': ids.term.get(data.term) ?? null,
      commodity: ids.commodity.get(data.commodity) ?? null,
      'primary-address': { city: data.city, country: { code: data.country } },
      'primary-contact': { email: `invoices@supplier-${1001 + index}.example` },
      'custom-fields': {},
      running: 40 + ((index * 137) % 860),
    });
    const remit = work.insert('remit-to-addresses', {
      'remit-to-code': `V-${1001 + index}-1`,
      name: data.name,
      city: data.city,
      country: countryId(data.country),
      active: true,
      'supplier-id': row.id,
    });
    return work.put('suppliers', { ...row, 'remit-to-addresses': [remit.id] }).id;
  });
}
