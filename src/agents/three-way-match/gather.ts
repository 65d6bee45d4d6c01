import type { Subject } from '#engine/shapes/agent.ts';
import type { InvoiceDossier, Sources } from '#engine/shapes/sources.ts';

/** All that the decision rests on. Stored with the run, so the decision can be replayed. */
export interface Evidence extends InvoiceDossier {
  /** The day it was decided on, in the connection's time zone. */
  readonly today: string;
  /** The Coupa user our writes are made as; null when unknown. */
  readonly serviceUserId: string | null;
}

/** @returns undefined when the invoice is gone. */
export async function gather(subject: Subject, sources: Sources): Promise<Evidence | undefined> {
  const [dossier, today, serviceUserId] = await Promise.all([
    sources.invoiceDossier(subject.id),
    sources.today(),
    sources.serviceUserId(),
  ]);
  return dossier === undefined ? undefined : { ...dossier, today, serviceUserId: serviceUserId ?? null };
}
