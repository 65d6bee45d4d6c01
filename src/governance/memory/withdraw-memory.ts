import { z } from 'zod';
import { factInWords } from '#domain/matching/learnable-fact.ts';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import { isSeenByMatch } from './answer-learnable.ts';
import { findFact, takeBack } from './memory.queries.ts';
import { changingMemory } from './wake-supplier.ts';

/** A person takes an answer back: a confirmed fact is used no more, a refused one may be offered again. */
export const withdrawMemory = defineOperation({
  name: 'withdraw_memory',
  summary: 'Take back what was confirmed or refused about a supplier; its open invoices are decided again.',
  http: { method: 'POST', path: '/api/memory/:id/withdraw' },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.strictObject({
    id: z.string(),
    words: z.string(),
    was: z.enum(['confirmed', 'rejected']),
    invoiceId: z.string(),
    /** Open invoices that are decided again. */
    woken: z.number().int(),
  }),
  permission: 'approvals.decide',
  audit: {
    what: 'memory_withdrawn',
    describe: (_input, { id, words, was, invoiceId }, caller) => ({
      subject: `invoice/${invoiceId}`,
      text: `${caller.personName} withdrew what was ${was} about the supplier: ${words}.`,
      data: { fact: id, words, was },
    }),
  },

  async run({ id }, caller, { tx, now }) {
    const by = { id: caller.personId, name: caller.personName };
    // The mirror is taken before the row, as when somebody answers: two in the other order would wait for each other.
    const withdrawn = await changingMemory(tx, caller.connectionId, async () => {
      const known = await findFact(tx, id);
      if (known === undefined) throw new NotFoundError('learned fact', id);
      const { state: was, fact, supplier_id: supplierId, invoice_id: invoiceId } = known;
      if (was === 'withdrawn')
        throw new ConflictError('memory_withdrawn', 'This was withdrawn already.', { id });
      await takeBack(tx, id, by, now);
      return { supplierId, isSeen: isSeenByMatch(fact.kind, was), words: factInWords(fact), was, invoiceId };
    });
    const { words, was, invoiceId, woken } = withdrawn;
    return { id, words, was, invoiceId, woken };
  },
});
