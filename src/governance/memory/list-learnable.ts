import { z } from 'zod';
import { consequenceOf, type Fact, factInWords, plainFact } from '#domain/matching/learnable-fact.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import { currentInvoice } from '../invoices/case.ts';
import { learnableOn } from './learnable.ts';
import { factsAround, type MemoryRow } from './memory.queries.ts';

const learnableRow = z.strictObject({
  id: z.string(),
  kind: z.enum(['conversion', 'cross_reference', 'order_number_form']),
  words: z.string(),
  consequence: z.string(),
  proof: z.string(),
  state: z.enum(['offered', 'confirmed', 'rejected']),
  by: z.string().nullable(),
  at: z.string().nullable(),
});

/** What one invoice taught or may teach: offered facts, and those that were answered here. */
export function listLearnableOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'list_learnable',
    summary: 'List what a match found out about the supplier on this invoice, and what people said to it.',
    http: { method: 'GET', path: '/api/invoices/:id/learnable' },
    input: z.strictObject({ id: z.string().min(1).max(60) }),
    output: z.strictObject({ rows: z.array(learnableRow), next: z.null() }),
    permission: 'invoices.read',
    audit: { none: 'reading changes nothing' },

    async run({ id }, _caller, { tx }) {
      if ((await currentInvoice(tx, id)) === undefined) throw new NotFoundError('invoice', id);
      const { facts } = await learnableOn(tx, agents, id);
      const known = await factsAround(tx, id, [...facts.keys()]);
      const isAnswered = new Set(known.filter(({ state }) => state !== 'withdrawn').map((row) => row.id));
      // What was answered elsewhere is settled, and not offered again.
      const offered = [...facts].filter(([factId]) => !isAnswered.has(factId));
      const answered = known.filter((row) => row.invoice_id === id && row.state !== 'withdrawn');
      const rows = [
        ...offered.map(([factId, learnable]) => ({
          ...inWords(factId, plainFact(learnable), learnable.proof),
          state: 'offered' as const,
          by: null,
          at: null,
        })),
        ...answered.map(toAnswered),
      ];
      return {
        // An answer must not move what is read.
        rows: rows.sort((a, b) => (a.words < b.words ? -1 : 1)),
        next: null,
      };
    },
  });
}

function toAnswered(row: MemoryRow): z.output<typeof learnableRow> {
  return {
    ...inWords(row.id, row.fact, row.proof),
    state: row.state === 'rejected' ? 'rejected' : 'confirmed',
    by: row.decided_by_name,
    at: row.decided_at,
  };
}

function inWords(id: string, fact: Fact, proof: string) {
  return { id, kind: fact.kind, words: factInWords(fact), consequence: consequenceOf(fact), proof };
}
