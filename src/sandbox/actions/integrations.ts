import type { ActionInput } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

/** Where the documents of a type live, as far as this tenant has them. */
const TABLES: Readonly<Record<string, string>> = {
  InvoiceHeader: 'invoices',
  Invoice: 'invoices',
  OrderHeader: 'purchase-orders',
  ExternalOrderHeader: 'purchase-orders',
  RequisitionHeader: 'requisitions',
  Requisition: 'requisitions',
  InventoryTransaction: 'receiving-transactions',
  ExpenseReport: 'expense-reports',
  Supplier: 'suppliers',
  User: 'users',
  'CoupaPay::Payment': 'coupa-pay-payments',
  'CoupaPay::Statement': 'coupa-pay-statements',
};

/** A record names its document; of those the tenant has, it must exist. */
export function settleHistory(work: Work, row: Row): Row {
  const table = TABLES[textOf(row, 'document-type')];
  const id = textOf(row, 'document-id');
  if (table !== undefined && id !== '' && !work.get(table, id)) {
    refuse('integration-history-record', 'Document could not be found');
  }
  if (table !== undefined && id !== '') {
    work.note(`${table}:${id}`, `integration reported ${textOf(row, 'status') || 'a record'}`);
  }
  return row;
}

export const resolveRecord = (table: string) => (work: Work, row: Row) =>
  work.change(table, row.id, { resolved: true });
export const unresolveRecord = (table: string) => (work: Work, row: Row) =>
  work.change(table, row.id, { resolved: false });

/** The alert itself goes to people by mail; the record that it went is all there is to see. */
export function createAlert(work: Work, row: Row): Row {
  for (const contact of work.rows('integration-contacts')) {
    if (contact.integration === row.integration)
      work.change('integration-contacts', contact.id, { 'last-alert-at': work.now });
  }
  return row;
}

export function createAlertAndMark(work: Work, row: Row): Row {
  markExported(work, textOf(row, 'document-type'), textOf(row, 'document-id'));
  return createAlert(work, row);
}

/** `{document-type, document-id}`: the document is marked, and its open records are resolved. */
export function markDocumentExported(work: Work, { body }: ActionInput): readonly Row[] {
  const type = typeof body['document-type'] === 'string' ? body['document-type'] : '';
  const id = typeof body['document-id'] === 'string' ? body['document-id'] : '';
  markExported(work, type, id);
  return resolveAll(work, type, id);
}

/** `{document-type, document-id}`: the open records about the document are seen to. */
export function acknowledge(work: Work, { body }: ActionInput): readonly Row[] {
  return resolveAll(work, String(body['document-type'] ?? ''), String(body['document-id'] ?? ''));
}

function resolveAll(work: Work, type: string, id: string): Row[] {
  const records = (work.indexed('integration-history-records', 'document-id', id) ?? []).flatMap(
    (key) => work.get('integration-history-records', key) ?? [],
  );
  return records
    .filter((record) => record['document-type'] === type && !isTrue(record, 'resolved'))
    .map((record) => work.change('integration-history-records', record.id, { resolved: true }));
}

function markExported(work: Work, type: string, id: string): void {
  const table = TABLES[type];
  const document = table === undefined ? undefined : work.get(table, id);
  if (!document || !table) refuse('integration-history-record', 'Document could not be found');
  work.change(table, document.id, { exported: true, 'last-exported-at': work.now });
}

/** "Set integration run status as successful if no errors exist". */
export function finishRun(work: Work, run: Row): Row {
  const status = textOf(run, 'status');
  if (!['pending', 'running', 'paused'].includes(status)) {
    refuse('integration-run', `Integration run in status ${status} can't be finished`);
  }
  const errors = (work.indexed('integration-errors', 'integration-run', run.id) ?? []).flatMap(
    (id) => work.get('integration-errors', id) ?? [],
  );
  const hasErrors = errors.some((error) => !isTrue(error, 'resolved'));
  const cells = { status: hasErrors ? 'failed' : 'successful', 'end-time': work.now };
  return work.change('integration-runs', run.id, cells);
}
