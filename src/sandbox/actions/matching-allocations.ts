// Which receipts the tenant's 3-way matching sets against the lines of an invoice, and how much of each.
import { add, compare, isZero, multiply, round, subtract } from '../amount.ts';
import { childrenOf, compareIds, decimalOf, isTrue, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

const TABLE = 'matching-allocations';

/**
 * Sets receipts against every line that waits for some: those that bear the line's match reference where it has one,
 * else the oldest first; never more of a receipt than came and is not set against another line.
 */
export function allocateReceipts(work: Work, invoice: Row): void {
  for (const line of childrenOf(work, 'invoice-lines', invoice, 'invoice-lines')) allocateLine(work, line);
}

/** The invoice no longer claims anything: its receipts are free for others. */
export function releaseAllocations(work: Work, invoice: Row, why: string): void {
  for (const line of childrenOf(work, 'invoice-lines', invoice, 'invoice-lines')) {
    for (const allocation of allocationsOf(work, 'invoice-line-id', line.id)) takeBack(work, allocation, why);
  }
}

/** A receipt that was voided is set against nothing. */
export function releaseReceipt(work: Work, receiptId: string): void {
  for (const allocation of allocationsOf(work, 'inventory-transaction-id', receiptId)) {
    takeBack(work, allocation, 'receipt voided');
  }
}

function allocateLine(work: Work, line: Row): void {
  const ordered = work.get('order-lines', textOf(line, 'order-line-id'));
  if (!ordered || !isTrue(ordered, 'receipt-required')) return;
  const isAmount = textOf(ordered, 'type') === 'OrderAmountLine';
  let left = decimalOf(line, isAmount ? 'total' : 'quantity');
  const before = new Map(
    allocationsOf(work, 'invoice-line-id', line.id).map((row) => [
      textOf(row, 'inventory-transaction-id'),
      row,
    ]),
  );
  for (const { receipt, open } of openReceipts(work, ordered, line, isAmount)) {
    if (compare(left, '0') <= 0) break;
    const taken = compare(open, left) < 0 ? open : left;
    if (compare(taken, '0') <= 0) continue;
    left = subtract(left, taken);
    setAgainst(work, { line, ordered, receipt, taken, isAmount, known: before.get(receipt.id) });
    before.delete(receipt.id);
  }
  for (const allocation of before.values()) takeBack(work, allocation, 'matched anew');
}

interface OpenReceipt {
  readonly receipt: Row;
  readonly open: string;
}

/** Receipts that the line may take from, oldest first, each with what is neither returned nor another line's. */
function openReceipts(work: Work, ordered: Row, line: Row, isAmount: boolean): OpenReceipt[] {
  const reference = textOf(line, 'match-reference');
  const all = (work.indexed('receiving-transactions', 'order-line', ordered.id) ?? [])
    .flatMap((id) => work.get('receiving-transactions', id) ?? [])
    .filter((row) => textOf(row, 'status') !== 'voided');
  const movedBy = (row: Row) => decimalOf(row, isAmount ? 'total' : 'quantity');
  let returned = all
    .filter((row) => textOf(row, 'type').includes('Return'))
    .reduce((sum, row) => add(sum, movedBy(row)), '0');
  const arrived = all
    .filter((row) => !textOf(row, 'type').includes('Return'))
    .sort(byDateOf)
    .map((receipt) => {
      const others = allocationsOf(work, 'inventory-transaction-id', receipt.id).filter(
        (row) => textOf(row, 'invoice-line-id') !== line.id,
      );
      const set = others.reduce(
        (sum, row) => add(sum, decimalOf(row, isAmount ? 'amount' : 'quantity')),
        '0',
      );
      return { receipt, open: subtract(movedBy(receipt), set) };
    });
  // What went back came from the youngest receipts.
  for (const [index, { receipt, open }] of [...arrived.entries()].reverse()) {
    const gone = compare(returned, open) < 0 ? returned : open;
    returned = subtract(returned, gone);
    arrived[index] = { receipt, open: subtract(open, gone) };
  }
  return reference === ''
    ? arrived
    : arrived.filter(({ receipt }) => textOf(receipt, 'match-reference') === reference);
}

function byDateOf(a: Row, b: Row): number {
  const [x, y] = [textOf(a, 'transaction-date'), textOf(b, 'transaction-date')];
  return x < y ? -1 : x > y ? 1 : compareIds(a.id, b.id);
}

interface Setting {
  readonly line: Row;
  readonly ordered: Row;
  readonly receipt: Row;
  readonly taken: string;
  readonly isAmount: boolean;
  readonly known: Row | undefined;
}

function setAgainst(work: Work, { line, ordered, receipt, taken, isAmount, known }: Setting): void {
  const amount = isAmount ? taken : round(multiply(taken, decimalOf(line, 'price')), 4);
  const cells = {
    status: 'matched',
    'status-reason': null,
    quantity: isAmount ? null : taken,
    amount,
  };
  if (known) {
    const isSame = textOf(known, 'status') === 'matched' && compare(decimalOf(known, 'amount'), amount) === 0;
    if (!isSame) work.change(TABLE, known.id, cells);
    return;
  }
  work.insert(TABLE, {
    ...cells,
    'invoice-line-id': line.id,
    'order-line-id': ordered.id,
    'inventory-transaction-id': receipt.id,
    'inventory-transaction-match-reference': receipt['match-reference'] ?? null,
    'manual-match': 0,
  });
}

/** The row stays, as Coupa's rows do, and counts for nothing. */
function takeBack(work: Work, allocation: Row, why: string): void {
  if (textOf(allocation, 'status') !== 'matched') return;
  const none = isZero(decimalOf(allocation, 'quantity')) ? null : '0';
  work.change(TABLE, allocation.id, {
    status: 'unmatched',
    'status-reason': why,
    quantity: none,
    amount: '0',
  });
}

function allocationsOf(work: Work, field: string, id: string): Row[] {
  return (work.indexed(TABLE, field, id) ?? []).flatMap((key) => work.get(TABLE, key) ?? []);
}
