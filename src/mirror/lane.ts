/**
 * The lane of the feed that an invoice belongs to: FNV-1a (32 bit, over UTF-16 code units, low byte then high byte) of
 * its supplier, or of its own id where the supplier is unknown. What shares an order or may be a duplicate of another
 * shares a supplier, so it is never decided at the same time. Stored feeds depend on it: it never changes.
 *
 * @param lanes how many lanes the connection has, at least 1.
 */
export function laneOf(
  invoice: { id: string; supplierId?: string | null | undefined },
  lanes: number,
): number {
  return fnv1a(invoice.supplierId ?? invoice.id) % lanes;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}
