import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { InvariantError } from '#kernel/errors.ts';

/**
 * Texts that are alike, such as a million runs, kept small: deflated against a dictionary of what they share. The
 * first byte names the dictionary; a dictionary never changes, a better one is added beside it.
 */
const DICTIONARIES: readonly Buffer[] = [
  Buffer.from(
    [
      'Would match if more were received on order line of order , price is , expected ; within the limit of 2 % up to 50.00.',
      'Line bills EA, EA more than it may: EA received on line of order EA ordered nothing was received',
      'Line costs EUR per EA; line of order says EUR: % more, EUR in all, and % up to is allowed.',
      'Order and receipts support EUR of EUR today. Next: the receiver. Next: the buyer. Next: Accounts payable.',
      'All lines agree with order and the receipts, within tolerance.',
      'Purser compared this invoice with its order and receipts. more findings are in Purser.',
      '{"$version":"purchase_order/","$version":"coupa_approval/","$version":"receipt/"}],"serviceUserId":null,"supplierInvoicesSeen":3,"supplierOrderUse":{"seen":20,"withOrder":0},"today":"2026-',
      '{"approvals":[],"billedBefore":[{"amount":"","invoiceId":"","invoiceNumber":"","orderLineId":"","price":"","quantity":""}],"invoice":{"$version":"invoice/"},"orders":[{"$version":"purchase_order/"}],"receipts":[{"$version":"receipt/',
      '"PO_MISSING""PO_INVALID""PO_CLOSED""ITEM_UNMATCHED""UOM_MISMATCH""CURRENCY_MISMATCH""SUPPLIER_MISMATCH""QTY_OVER_ORDERED""PRICE_UNDER""QTY_OVER_RECEIVED""RECEIPT_MISSING""PRICE_OVER"',
      '{"closesWhenStatus":["approved"],"record":"invoice/","steps":[""],"title":""}],"verdict":"exception"}',
      '{"atRisk":{"amount":"0.00","currency":"USD"},"cause":"PRICE_OVER","certainty":{"basis":"rule"},"commands":[{"invoiceId":"","kind":"comment.add","text":"',
      '{"atRisk":{"amount":"0.00","currency":"EUR"},"certainty":{"basis":"rule"},"commands":[{"invoiceId":"","kind":"invoice.revalidate_tolerances"}],"counterfactuals":[],"exposure":{"amount":".00","currency":"EUR"},"headline":"Let Coupa check its tolerances again","isNewSupplier":false,"isReversible":true,"reasons":[{"sources":["invoice/","purchase_order//line/","receipt/"],"text":"All lines agree with order and the receipts."}],"tasks":[],"verdict":"matched"}',
    ].join('\n'),
    'utf8',
  ),
];
const CURRENT = 0;

/** Larger than any run; what is larger was not packed by us. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;

/** Packs texts that hold no line break (canonical JSON never does). The texts come back byte for byte. */
export function packTexts(texts: readonly string[]): Buffer {
  const body = deflateRawSync(texts.join('\n'), {
    level: 3,
    memLevel: 5,
    windowBits: 13,
    dictionary: DICTIONARIES[CURRENT],
  });
  return Buffer.concat([Buffer.of(CURRENT), body]);
}

/** @throws InvariantError when the bytes were not packed by {@link packTexts}. */
export function unpackTexts(packed: Uint8Array): string[] {
  const dictionary = DICTIONARIES[packed[0] ?? -1];
  if (dictionary === undefined)
    throw new InvariantError('Packed text names a dictionary that does not exist.');
  try {
    const limits = { dictionary, maxOutputLength: UNPACKED_BYTES_MAX };
    return inflateRawSync(packed.subarray(1), limits).toString('utf8').split('\n');
  } catch (cause) {
    throw new InvariantError('Packed text cannot be unpacked; its bytes were changed.', { cause });
  }
}
