import { fromAttachments } from '#coupa/convert/attachment.ts';
import { parseCoupaContract } from '#coupa/convert/contract.ts';
import { parseCoupaApproval } from '#coupa/convert/coupa-approval.ts';
import { parseCoupaComment } from '#coupa/convert/coupa-comment.ts';
import { readRecord } from '#coupa/convert/read-record.ts';
import { parseCoupaSupplierItem } from '#coupa/convert/supplier-item.ts';
import { coupaAttachment } from '#coupa/schema/attachment.ts';
import { agreedPrices } from '#domain/matching/agreed-price.ts';
import { remarksOn } from '#domain/matching/remarks.ts';
import type { MatchInput } from '#domain/matching/three-way-match.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { PastCase, SupplierHistory } from '#domain/records/past-case.ts';
import type { PurchaseOrder } from '#domain/records/purchase-order.ts';
import { type DecimalText, toDecimalText } from '#kernel/decimal.ts';
import { InputError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { toPlainDate } from '#kernel/plain-date.ts';

/** Parts of the file that decide nothing, and say how an exception may be cured. */
export const CURE_KEYS = [
  'supplier_items',
  'contracts',
  'comments',
  'attachments',
  'approvals',
  'history',
] as const;

type Fields = Readonly<Record<string, ExactJson>>;

/** How the file is read around them. */
export interface CureReader {
  readonly root: Fields;
  readonly where: string;
  readonly invoice: Invoice;
  readonly orders: readonly PurchaseOrder[];
  /** The list under a key; empty where it is left out. */
  readonly listAt: (key: (typeof CURE_KEYS)[number]) => readonly ExactJson[];
  /** An id that no other record has. */
  readonly nextId: () => string;
}

/**
 * What the file brings to cure an exception; what it leaves out is not at hand.
 * @throws PurserError `invalid_input` or `coupa_shape`: where, what was expected, what was found.
 */
export function readCures(reader: CureReader): Partial<MatchInput> {
  const { root, where } = reader;
  const read = <T>(key: (typeof CURE_KEYS)[number], parse: (json: ExactJson, place: string) => T): T[] =>
    reader.listAt(key).map((json, at) => parse(withId(json, reader), `${where}, ${key}[${at}]`));
  const isGiven = (key: (typeof CURE_KEYS)[number]) => root[key] !== undefined && root[key] !== null;
  const remarks = readRemarks(read, reader);
  const hasRemarks =
    isGiven('comments') || isGiven('attachments') || remarks.some(({ kind }) => kind === 'attachment');
  return {
    ...(isGiven('supplier_items')
      ? { agreedPrices: agreedPrices(read('supplier_items', parseCoupaSupplierItem)) }
      : {}),
    ...(isGiven('contracts') ? { contracts: read('contracts', parseCoupaContract) } : {}),
    ...(hasRemarks ? { remarks } : {}),
    ...(isGiven('approvals') ? { approverIds: readApprovers(read, reader) } : {}),
    ...(isGiven('history') ? { history: readHistory(root.history, `${where}, history`) } : {}),
  };
}

type ReadAll = <T>(key: (typeof CURE_KEYS)[number], parse: (json: ExactJson, place: string) => T) => T[];

/** Comments and attachments that say on what they stand; without it, on the invoice. */
function readRemarks(read: ReadAll, { invoice, orders }: CureReader) {
  const onInvoice = { 'commentable-type': 'InvoiceHeader', 'commentable-id': invoice.id };
  const comments = read('comments', (json, place) =>
    parseCoupaComment(isObject(json) ? { ...onInvoice, ...json } : json, place),
  );
  const own = fromAttachments(read('attachments', (json, place) => readRecord(coupaAttachment, json, place)));
  const attachments = [...(invoice.attachments ?? []), ...(own ?? [])];
  return remarksOn(attachments.length === 0 ? invoice : { ...invoice, attachments }, orders, comments);
}

/** Who is asked to approve this invoice; steps that do not say what for are taken to be its own. */
function readApprovers(read: ReadAll, { invoice }: CureReader): readonly string[] {
  const ofInvoice = { 'approvable-type': 'InvoiceHeader', 'approvable-id': invoice.id };
  return read('approvals', (json, place) =>
    parseCoupaApproval(isObject(json) ? { ...ofInvoice, ...json } : json, place),
  )
    .filter(
      ({ approvableType, approvableId }) => approvableType === 'InvoiceHeader' && approvableId === invoice.id,
    )
    .flatMap(({ approverId }) => approverId ?? []);
}

function withId(json: ExactJson, { nextId }: CureReader): ExactJson {
  return isObject(json) ? { ...json, id: json.id ?? nextId() } : json;
}

/** In our own words, since Coupa keeps no such record. */
function readHistory(json: ExactJson | undefined, where: string): SupplierHistory {
  if (!isObject(json))
    throw new InputError(`${where}: expected {cases, accepted_in_year}, found ${told(json)}.`);
  return {
    cases: list(json.cases, `${where}.cases`).map((each, at) => readCase(each, `${where}.cases[${at}]`)),
    acceptedInYear: list(json.accepted_in_year, `${where}.accepted_in_year`).map((each, at) => {
      const place = `${where}.accepted_in_year[${at}]`;
      if (!isObject(each))
        throw new InputError(`${place}: expected {currency, amount}, found ${told(each)}.`);
      return {
        currency: text(each.currency, `${place}.currency`),
        amount: amount(each.amount, `${place}.amount`),
      };
    }),
  };
}

function readCase(json: ExactJson, where: string): PastCase {
  if (!isObject(json)) throw new InputError(`${where}: expected a case, found ${told(json)}.`);
  const outcome = text(json.outcome, `${where}.outcome`);
  if (outcome !== 'accepted' && outcome !== 'corrected' && outcome !== 'refused')
    throw new InputError(`${where}.outcome: expected accepted, corrected or refused, found "${outcome}".`);
  const day = text(json.decided_on, `${where}.decided_on`);
  const decidedOn = toPlainDate(day);
  if (decidedOn === undefined)
    throw new InputError(`${where}.decided_on: expected a date such as 2026-04-01, found "${day}".`);
  const { currency, total, at_risk: atRisk } = json;
  return {
    invoiceId: text(json.invoice_id ?? json.invoice_number, `${where}.invoice_id`),
    invoiceNumber: text(json.invoice_number ?? json.invoice_id, `${where}.invoice_number`),
    code: text(json.code, `${where}.code`),
    outcome,
    ...(isNone(currency) ? {} : { currency: text(currency, `${where}.currency`) }),
    ...(isNone(total) ? {} : { total: amount(total, `${where}.total`) }),
    ...(isNone(atRisk) ? {} : { atRisk: amount(atRisk, `${where}.at_risk`) }),
    decidedOn,
    decidedByName: text(json.decided_by, `${where}.decided_by`),
  };
}

function list(json: ExactJson | undefined, where: string): readonly ExactJson[] {
  if (isNone(json)) return [];
  if (!Array.isArray(json)) throw new InputError(`${where}: expected a list, found ${told(json)}.`);
  return json;
}

function text(json: ExactJson | undefined, where: string): string {
  if (typeof json !== 'string' || json.trim() === '')
    throw new InputError(`${where}: expected text, found ${told(json)}.`);
  return json;
}

function amount(json: ExactJson | undefined, where: string): DecimalText {
  const found = typeof json === 'string' ? toDecimalText(json) : undefined;
  if (found === undefined)
    throw new InputError(`${where}: expected a decimal number such as 12.50, found ${told(json)}.`);
  return found;
}

function isNone(json: ExactJson | undefined): json is null | undefined {
  return json === undefined || json === null;
}

function isObject(json: ExactJson | undefined): json is { [key: string]: ExactJson } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function told(json: ExactJson | undefined): string {
  if (isNone(json)) return 'nothing';
  if (Array.isArray(json)) return 'a list';
  return typeof json === 'object' ? 'an object' : `"${String(json).slice(0, 40)}"`;
}
