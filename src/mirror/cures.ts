import { partKey } from '#domain/matching/part-key.ts';
import type { Contract } from '#domain/records/contract.ts';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import type { SupplierHistory } from '#domain/records/past-case.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '#domain/records/purchase-order.ts';
import type { SupplierItem } from '#domain/records/supplier-item.ts';
import type { CureSources, Versioned } from '#engine/shapes/sources.ts';
import { decimal, decimalText, ZERO } from '#kernel/decimal.ts';
import type { Tx } from '#store/database.ts';
import {
  type ArticleSought,
  approversOf,
  commentsOn,
  contractsOf,
  type FoundVersion,
  type Settled,
  settledCases,
  supplierItemsOf,
} from './cures.queries.ts';
import { distinct, groupBy } from './groups.ts';
import { byId } from './in-order.ts';
import { versionsOf } from './sources.queries.ts';
import { listsRead } from './watermark.queries.ts';

/** An invoice that may need them, with its orders. */
export interface CureSeeker {
  readonly invoice: Invoice;
  readonly orders: readonly PurchaseOrder[];
}

/** Enough of a supplier's past to see a habit; evidence is kept with every run. */
const CASES_KEPT = 20;
const YEAR_DAYS = 365;

/** What may cure the exceptions of these invoices, by invoice id. Asks nothing where there are none. */
export async function curesFor(
  tx: Tx,
  connectionId: string,
  seekers: readonly CureSeeker[],
): Promise<Map<string, CureSources>> {
  if (seekers.length === 0) return new Map();
  const supplierIds = distinct(seekers.map(({ invoice }) => invoice.supplierId));
  const invoiceIds = seekers.map(({ invoice }) => invoice.id);
  const orderIds = distinct(seekers.flatMap(({ orders }) => orders.map(({ id }) => id)));
  const [known, items, comments, approvers, settled] = await Promise.all([
    listsRead(tx, connectionId, ['supplier_items', 'contracts', 'comments']),
    supplierItemsOf(tx, connectionId, {
      articles: seekers.flatMap(articlesOf),
      contractIds: distinct(seekers.flatMap(contractIdsOf)),
    }).then((found) => read<SupplierItem>(tx, connectionId, 'supplier_item', found)),
    commentsOn(tx, connectionId, { invoiceIds, orderIds }).then((found) =>
      read<CoupaComment>(tx, connectionId, 'coupa_comment', found),
    ),
    approversOf(tx, connectionId, invoiceIds),
    settledCases(tx, connectionId, supplierIds),
  ]);
  const contractIds = [...seekers.flatMap(contractIdsOf), ...items.map(({ record }) => record.contractId)];
  const contracts = await read<Contract>(
    tx,
    connectionId,
    'contract',
    await contractsOf(tx, connectionId, distinct(contractIds)),
  );
  const history = groupBy(settled, ({ supplierId }) => supplierId);
  const areAgreementsKnown = known.has('supplier_items') && known.has('contracts');
  return new Map(
    seekers.map((seeker) => {
      const { id, supplierId } = seeker.invoice;
      const cures: CureSources = {
        ...(areAgreementsKnown ? { agreed: agreedFor(seeker, items, contracts) } : {}),
        ...(known.has('comments')
          ? { remarks: { comments: commentsFor(seeker, comments), approverIds: approvers.get(id) ?? [] } }
          : {}),
        history: historyOf((history.get(supplierId ?? '') ?? []).filter(({ past }) => past.invoiceId !== id)),
      };
      return [id, cures];
    }),
  );
}

function read<R>(tx: Tx, connectionId: string, kind: Versioned<R>['kind'], found: readonly FoundVersion[]) {
  return versionsOf<R>(
    tx,
    connectionId,
    kind,
    found.map(({ id, hash }) => [id, hash]),
  );
}

/** The order lines that the invoice bills; all of an order where it does not say which. */
function linesInQuestion({ invoice, orders }: CureSeeker): readonly PurchaseOrderLine[] {
  const named = new Set(invoice.lines.map(({ orderLineId }) => orderLineId));
  const isUnplaced = invoice.lines.some(({ orderLineId }) => orderLineId === undefined);
  return orders.flatMap(({ lines }) => lines.filter(({ id }) => isUnplaced || named.has(id)));
}

function articlesOf(seeker: CureSeeker): readonly ArticleSought[] {
  const { supplierId } = seeker.invoice;
  if (supplierId === undefined) return [];
  return linesInQuestion(seeker).flatMap(({ itemId, partNumber, auxPartNumber }) => [
    { supplierId, itemId: itemId ?? null, partKey: keyOrNull(partNumber) },
    ...(auxPartNumber === undefined ? [] : [{ supplierId, itemId: null, partKey: keyOrNull(auxPartNumber) }]),
  ]);
}

function keyOrNull(number: string | undefined): string | null {
  return partKey(number) || null;
}

function contractIdsOf({ orders }: CureSeeker): readonly string[] {
  return distinct(
    orders.flatMap((order) => [order.contract?.id, ...order.lines.map(({ contract }) => contract?.id)]),
  );
}

function agreedFor(
  seeker: CureSeeker,
  items: readonly Versioned<SupplierItem>[],
  contracts: readonly Versioned<Contract>[],
): NonNullable<CureSources['agreed']> {
  const articles = articlesOf(seeker);
  const behind = contractIdsOf(seeker);
  const own = items.filter(
    ({ record }) =>
      behind.includes(record.contractId ?? '') ||
      (record.supplierId === seeker.invoice.supplierId &&
        articles.some(
          ({ itemId, partKey: key }) =>
            (itemId !== null && itemId === record.itemId) ||
            (key !== null && record.partNumbers.some((number) => partKey(number) === key)),
        )),
  );
  const named = new Set([...behind, ...own.map(({ record }) => record.contractId)]);
  return {
    supplierItems: [...own].sort(byId),
    contracts: contracts.filter(({ id }) => named.has(id)).sort(byId),
  };
}

function commentsFor(
  { invoice, orders }: CureSeeker,
  comments: readonly Versioned<CoupaComment>[],
): readonly Versioned<CoupaComment>[] {
  const isOn = ({ commentableType: type, commentableId: id }: CoupaComment): boolean =>
    type === 'InvoiceHeader' ? id === invoice.id : orders.some((order) => order.id === id);
  return comments.filter(({ record }) => isOn(record)).sort(byId);
}

function historyOf(settled: readonly Settled[]): SupplierHistory {
  const inYear = new Map<string, string>();
  for (const { past, ageDays } of settled) {
    const { currency, atRisk, outcome } = past;
    if (outcome !== 'accepted' || ageDays > YEAR_DAYS || currency === undefined || atRisk === undefined)
      continue;
    const before = inYear.get(currency);
    inYear.set(currency, decimalText((before === undefined ? ZERO : decimal(before)).plus(decimal(atRisk))));
  }
  return {
    cases: settled.slice(0, CASES_KEPT).map(({ past }) => past),
    acceptedInYear: [...inYear].sort().map(([currency, amount]) => ({ currency, amount })),
  };
}
