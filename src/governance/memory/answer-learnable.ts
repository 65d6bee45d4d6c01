import { z } from 'zod';
import { consequenceOf, contradict, factInWords, plainFact } from '#domain/matching/learnable-fact.ts';
import type { LearnableFact } from '#domain/matching/memory.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import { type AnyOperation, type Caller, defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { learnableOn } from './learnable.ts';
import { type Answer, confirmedConversions, findFact, keepAnswer, type MemoryRow } from './memory.queries.ts';
import { changingMemory } from './wake-supplier.ts';

const input = z.strictObject({ id: z.string().min(1).max(60), fact: z.string().min(1).max(60) });
const output = z.strictObject({
  fact: z.string(),
  words: z.string(),
  consequence: z.string(),
  run: z.string(),
  /** Open invoices that are decided again. */
  woken: z.number().int(),
});

/** A person says that what a match found out about the supplier is so, from here on. */
export function confirmLearnableOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'confirm_learnable',
    summary: 'Confirm what a match found out about a supplier; its open invoices are decided again.',
    http: { method: 'POST', path: '/api/invoices/:id/learnable/:fact/confirm' },
    input,
    output,
    permission: 'approvals.decide',
    audit: {
      what: 'memory_confirmed',
      describe: ({ id, fact }, { words, run }, caller) => ({
        subject: `invoice/${id}`,
        text: `${caller.personName} confirmed what this invoice taught: ${words}.`,
        data: { fact, words, run },
      }),
    },
    run: (asked, caller, { tx, now }) => answer(tx, agents, { ...asked, answer: 'confirmed' }, caller, now),
  });
}

/** A person says that it is not so; it is not offered again. */
export function rejectLearnableOperation(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'reject_learnable',
    summary: 'Refuse what a match found out about a supplier, so that it is not offered again.',
    http: { method: 'POST', path: '/api/invoices/:id/learnable/:fact/reject' },
    input,
    output,
    permission: 'approvals.decide',
    audit: {
      what: 'memory_rejected',
      describe: ({ id, fact }, { words, run }, caller) => ({
        subject: `invoice/${id}`,
        text: `${caller.personName} refused what this invoice seemed to teach: ${words}.`,
        data: { fact, words, run },
      }),
    },
    run: (asked, caller, { tx, now }) => answer(tx, agents, { ...asked, answer: 'rejected' }, caller, now),
  });
}

async function answer(
  tx: Tx,
  agents: readonly AnyAgent[],
  asked: { readonly id: string; readonly fact: string; readonly answer: Answer },
  caller: Caller,
  now: Date,
): Promise<z.output<typeof output>> {
  const { run, facts } = await learnableOn(tx, agents, asked.id);
  const learnable = facts.get(asked.fact);
  if (run === null || learnable === undefined) throw new NotFoundError('fact on this invoice', asked.fact);
  const fact = plainFact(learnable);
  const { woken } = await changingMemory(tx, caller.connectionId, async () => {
    assertOpen(await findFact(tx, asked.fact), asked, fact.kind);
    if (asked.answer === 'confirmed') await assertFree(tx, learnable);
    await keepAnswer(tx, caller.connectionId, {
      id: asked.fact,
      learnable,
      answer: asked.answer,
      invoiceId: asked.id,
      by: { id: caller.personId, name: caller.personName },
      now,
    });
    return { supplierId: fact.supplierId, isSeen: isSeenByMatch(fact.kind, asked.answer) };
  });
  return { fact: asked.fact, words: factInWords(fact), consequence: consequenceOf(fact), run, woken };
}

/** A refused pair speaks against itself; a refused conversion was never used and changes nothing. */
export function isSeenByMatch(kind: LearnableFact['kind'], answered: Answer): boolean {
  return answered === 'confirmed' || kind === 'cross_reference';
}

/** One answer counts; only pairs gather more of the same, from other invoices. */
function assertOpen(
  known: MemoryRow | undefined,
  asked: { readonly id: string; readonly answer: Answer },
  kind: LearnableFact['kind'],
): void {
  if (known === undefined || known.state === 'withdrawn') return;
  if (kind === 'cross_reference' && known.state === asked.answer && known.invoice_id !== asked.id) return;
  const { state, decided_by_name: name, decided_at: at } = known;
  throw new ConflictError(
    'memory_answered',
    `${name} ${state} this on ${at.slice(0, 10)}. Withdraw that first to answer anew.`,
    { id: known.id, state, by: name, at },
  );
}

/** Two conversions that contradict each other would make the match blind to both. */
async function assertFree(tx: Tx, learnable: LearnableFact): Promise<void> {
  const fact = plainFact(learnable);
  if (fact.kind !== 'conversion') return;
  const other = (await confirmedConversions(tx, fact.supplierId)).find((row) => contradict(fact, row.fact));
  if (other === undefined) return;
  const words = factInWords(other.fact);
  throw new ConflictError(
    'memory_contradicts',
    `${factInWords(fact)} contradicts ${words}, which ${other.decided_by_name} confirmed on ${other.decided_at.slice(0, 10)}. Withdraw that one first.`,
    { other: other.id, words },
  );
}
