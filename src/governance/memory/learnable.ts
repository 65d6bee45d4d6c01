import { factId } from '#domain/matching/learnable-fact.ts';
import type { LearnableFact } from '#domain/matching/memory.ts';
import { runId } from '#engine/run-agents.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import type { Tx } from '#store/database.ts';
import { loadCase } from '../invoices/case.ts';

/** What an invoice may teach, by id, and the run that found it out. */
export interface Learnable {
  readonly run: string | null;
  readonly facts: ReadonlyMap<string, LearnableFact>;
}

/**
 * What the newest run about an invoice found out, by deciding again from its evidence: what a caller says a fact is
 * counts for nothing. A fact about another supplier than the invoice's is left out.
 */
export async function learnableOn(
  tx: Tx,
  agents: readonly AnyAgent[],
  invoiceId: string,
): Promise<Learnable> {
  const { run, match, dossier } = await loadCase(tx, agents, invoiceId);
  const supplierId = dossier?.invoice.record.supplierId;
  // A run of an earlier version found out nothing, and says nothing of it.
  const found: readonly LearnableFact[] = match?.learnable ?? [];
  return {
    run: run === undefined ? null : runId(run),
    facts: new Map(
      found.filter((fact) => fact.supplierId === supplierId).map((fact) => [factId(fact), fact]),
    ),
  };
}
