import type { Fact } from '#domain/matching/learnable-fact.ts';
import type { Tx } from '#store/database.ts';

/** One thing that people said about a supplier, as a match needs it. */
export interface RememberedFact {
  readonly fact: Fact;
  readonly state: 'confirmed' | 'rejected';
  readonly confirmed: number;
  readonly rejected: number;
  /** The day it was last answered, in the connection's time zone. */
  readonly lastOn: string;
}

/** More of one supplier than that is no memory but a catalogue; the newest count. */
const FACTS_EACH_MAX = 2_000;

/** What people said about these suppliers and did not take back, by supplier, in the order of their ids. */
export async function memoryOfSuppliers(
  tx: Tx,
  connectionId: string,
  supplierIds: readonly string[],
): Promise<Map<string, RememberedFact[]>> {
  const rows = await tx.queryArrays(
    `select s.id, m.fact, m.state, m.confirmed, m.rejected, m.last_on
       from unnest($2::text[]) s (id) cross join lateral (
         select * from match_memory where connection_id = $1 and supplier_id = s.id and state <> 'withdrawn'
          order by decided_at desc, id limit $3::int) m
      order by s.id, m.id`,
    [connectionId, supplierIds, FACTS_EACH_MAX],
    { name: 'sources_memory' },
  );
  const bySupplier = new Map<string, RememberedFact[]>();
  for (const [supplierId, fact, state, confirmed, rejected, lastOn] of rows) {
    const known = bySupplier.get(String(supplierId)) ?? [];
    known.push({
      fact: fact as Fact,
      state: state as RememberedFact['state'],
      confirmed: Number(confirmed),
      rejected: Number(rejected),
      lastOn: String(lastOn),
    });
    bySupplier.set(String(supplierId), known);
  }
  return bySupplier;
}
