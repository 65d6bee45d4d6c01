import type { Invoice } from '#domain/records/invoice.ts';
import type { Versioned } from '#engine/shapes/sources.ts';
import type { Tx } from '#store/database.ts';
import { invoicesByNumber, numberOf } from './same-number.queries.ts';
import type { FoundInvoice } from './sources.queries.ts';

/**
 * The invoices that credit notes correct, by the id of the credit note. Of several that bear the number, the one that is
 * printed alike and dated alike is meant, else the newest living one.
 */
export async function originalsOf(
  tx: Tx,
  connectionId: string,
  found: readonly FoundInvoice[],
): Promise<Map<string, Versioned<Invoice>>> {
  const credits = found.map(({ versioned }) => versioned.record).filter(namesAnOriginal);
  if (credits.length === 0) return new Map();
  const named = new Map(
    credits.map(({ supplierId, originalInvoiceNumber: number }) => [
      numberOf(supplierId, number),
      { supplierId, number },
    ]),
  );
  const byNumber = await invoicesByNumber(tx, connectionId, [...named.values()]);
  return new Map(
    credits.flatMap((credit): [string, Versioned<Invoice>][] => {
      const numbered = byNumber.get(numberOf(credit.supplierId, credit.originalInvoiceNumber)) ?? [];
      const original = likeliest(
        numbered.filter(({ id }) => id !== credit.id),
        credit,
      );
      return original === undefined ? [] : [[credit.id, original]];
    }),
  );
}

type Credit = Invoice & { readonly supplierId: string; readonly originalInvoiceNumber: string };

function namesAnOriginal(invoice: Invoice): invoice is Credit {
  const { documentType, supplierId, originalInvoiceNumber = '' } = invoice;
  return documentType === 'credit_note' && supplierId !== undefined && originalInvoiceNumber !== '';
}

/** The first of those that agree best. */
function likeliest(numbered: readonly Versioned<Invoice>[], credit: Credit): Versioned<Invoice> | undefined {
  const agreement = ({ record }: Versioned<Invoice>): number =>
    (record.invoiceDate !== undefined && record.invoiceDate === credit.originalInvoiceDate ? 2 : 0) +
    (record.invoiceNumber === credit.originalInvoiceNumber ? 1 : 0);
  let best: Versioned<Invoice> | undefined;
  for (const one of numbered) if (best === undefined || agreement(one) > agreement(best)) best = one;
  return best;
}
