// What an administrator sets up once: groups, roles, periods, budgets, rates. Orders and invoices do without it.
import type { Work } from '../state.ts';
import { countryId } from './countries.ts';
import { disputeReasons, entities, taxCodes } from './group-data.ts';

/** What the seeded office points at. */
export interface OfficeIds {
  readonly currency: ReadonlyMap<string, string>;
  readonly chart: ReadonlyMap<string, string>;
  readonly user: ReadonlyMap<string, string>;
}

const QUARTERS = 8;
const BUDGETED = ['IT', 'Facilities', 'Research', 'Production', 'Warehouse'] as const;

export function seedOffice(work: Work, at: string, ids: OfficeIds): void {
  for (const [name, description] of GROUPS) work.insert('business-groups', { name, description });
  for (const [code, description] of REASONS) {
    work.insert('reason-insights', { code, description, 'reason-type': 'reopen_order' });
  }
  for (const [code, description, active] of disputeReasons)
    work.insert('dispute-reasons', { code, description, active });
  for (const [, percentage, country] of taxCodes) {
    const description = `${country} ${percentage} %`;
    const cells = { percentage, country: countryId(country), description, 'tax-description': description };
    work.insert('tax-rates', { ...cells, active: true, exempt: false, 'reverse-charge': false });
  }
  for (const entity of entities) {
    if (!entity.vat) continue;
    const cells = { number: entity.vat, country: countryId(entity.code), active: true, local: true };
    work.insert('tax-registrations', {
      ...cells,
      'owner-type': 'AccountType',
      'owner-id': ids.chart.get(entity.code) ?? null,
    });
  }
  work.insert('announcements', {
    subject: 'Closing of the books',
    message: 'Please post receipts of the month by the second working day.',
    summary: 'Receipts by the second working day',
    important: true,
    'start-at': at,
  });
  for (const [code, name, object, direction] of INTEGRATIONS) {
    const system = { 'end-system': 'SAP', 'end-system-type': 'erp', 'integration-type': 'api' };
    work.insert('integrations', {
      code,
      name,
      'business-object': object,
      direction,
      ...system,
      standard: false,
    });
  }
  for (const [code, name] of INSPECTIONS) work.insert('inspection-codes', { code, name });
  for (const name of EXPENSE_CATEGORIES)
    work.insert('expense-categories', { name, description: name, active: true });
  for (const [code, name] of OBJECTS) work.insert('custom-objects', { code, name });
  seedGroupsAndProjects(work, ids);
  seedBudgets(work, at, ids);
}

function seedGroupsAndProjects(work: Work, { user, currency }: OfficeIds): void {
  const ids = (...logins: string[]) => logins.flatMap((login) => user.get(login) ?? []);
  for (const [name, members] of [
    ['Accounts payable', ids('anna.lindqvist', 'thomas.behrens', 'priya.raman', 'chloe.whitfield')],
    ['Plant managers', ids('ingrid.sorensen', 'claudia.vogel')],
  ] as const) {
    const group = work.insert('user-groups', {
      name,
      description: name,
      type: 'UserGroup',
      active: true,
      'can-approve': true,
      open: false,
      users: members,
      owner: members[0] ?? null,
    });
    for (const [index, member] of members.entries()) {
      const cells = { user: member, 'user-group': group.id, owner: index === 0, participant: true };
      work.insert('user-group-memberships', cells);
    }
  }
  for (const [name, reference, status] of PROJECTS) {
    work.insert('projects', {
      name,
      'external-reference-number': reference,
      status,
      active: true,
      open: true,
      currency: currency.get('EUR') ?? null,
      users: ids('ingrid.sorensen'),
      'completion-percentage': 0,
    });
  }
}

const INTEGRATIONS = [
  ['ERP-INV', 'Invoices to the ERP', 'InvoiceHeader', 'from_coupa'],
  ['ERP-PO', 'Orders to the ERP', 'OrderHeader', 'from_coupa'],
  ['ERP-MD', 'Master data from the ERP', 'Account', 'to_coupa'],
] as const;

const INSPECTIONS = [
  ['ACCEPT', 'Accepted'],
  ['REJECT', 'Rejected'],
] as const;

const EXPENSE_CATEGORIES = ['Train', 'Flight', 'Hotel', 'Meals', 'Taxi', 'Mileage'];

const OBJECTS = [
  ['tooling', 'Tooling'],
  ['sap_outline_agreement', 'SAP outline agreement'],
] as const;

const PROJECTS = [
  ['Line 4 retrofit', 'P-LINE', 'in_progress'],
  ['Warehouse move', 'P-WARE', 'planned'],
  ['ERP roll-out', 'P-ERP', 'draft'],
] as const;

const GROUPS = [
  ['Everyone', 'All users can see documents assigned to this group'],
  ['Halden Europe', 'Hamburg and Leeds'],
  ['Halden Americas', 'Cleveland'],
] as const;

const REASONS = [
  ['API', 'Reopened by an integration'],
  ['LATE_INVOICE', 'An invoice came after closing'],
  ['QUANTITY', 'More is needed than was ordered'],
] as const;

/** Quarters from the beginning of the company's data, and a budget for each department and entity in each. */
function seedBudgets(work: Work, at: string, { currency, user }: OfficeIds): void {
  const year = Number(at.slice(0, 4));
  const first = Math.floor((Number(at.slice(5, 7)) - 1) / 3);
  for (let count = 0; count < QUARTERS; count++) {
    const quarter = first + count;
    const from = Date.UTC(year, quarter * 3, 1);
    const period = work.insert('periods', {
      name: `Q${(quarter % 4) + 1} ${new Date(from).getUTCFullYear()}`,
      'start-date': dayText(from),
      'end-date': dayText(Date.UTC(year, quarter * 3 + 3, 1) - 86_400_000),
      'is-open': true,
      'segment-1': true,
      'segment-2': true,
    });
    for (const [index, entity] of entities.entries()) {
      for (const department of BUDGETED) {
        const amount = `${80_000 + index * 15_000}.00`;
        work.insert('budget-lines', {
          description: `${department}, ${entity.name}`,
          amount,
          remaining: amount,
          'pending-requisitions-amount': '0.00',
          'segment-1': entity.company,
          'segment-2': `CC-${department}`,
          period: period.id,
          currency: currency.get(entity.currency) ?? null,
          owner: user.get('jorg.muhlberger') ?? null,
          'error-on-overrun': false,
        });
      }
    }
  }
}

const dayText = (ms: number) => `${new Date(ms).toISOString().slice(0, 10)}T00:00:00Z`;
