import { type Fact, plainFact } from '#domain/matching/learnable-fact.ts';
import type { LearnableFact } from '#domain/matching/memory.ts';
import type { Tx } from '#store/database.ts';

/** What was answered about one fact. */
export type Answer = 'confirmed' | 'rejected';

/** A fact as it is kept, with the last answer. */
export interface MemoryRow {
  readonly id: string;
  readonly supplier_id: string;
  readonly fact: Fact;
  readonly proof: string;
  readonly state: Answer | 'withdrawn';
  readonly confirmed: number;
  readonly rejected: number;
  readonly last_on: string;
  readonly invoice_id: string;
  readonly decided_at: string;
  readonly decided_by_name: string;
}

/** Locked, so that two people do not answer at once. */
export async function findFact(tx: Tx, id: string): Promise<MemoryRow | undefined> {
  const [row] = await tx.query<MemoryRow>('select * from match_memory where id = $1 for update', [id]);
  return row;
}

/** These facts, whatever was answered, and all that were answered on this invoice. */
export function factsAround(tx: Tx, invoiceId: string, ids: readonly string[]): Promise<MemoryRow[]> {
  return tx.query<MemoryRow>(
    'select * from match_memory where id = any($1::text[]) or invoice_id = $2 order by decided_at, id',
    [ids, invoiceId],
  );
}

/** The confirmed conversions of a supplier. */
export function confirmedConversions(tx: Tx, supplierId: string): Promise<MemoryRow[]> {
  return tx.query<MemoryRow>(
    `select * from match_memory where supplier_id = $1 and kind = 'conversion' and state = 'confirmed' order by id`,
    [supplierId],
  );
}

/** Keeps an answer; a fact that was taken back, or is answered the same again, goes on counting. */
export async function keepAnswer(
  tx: Tx,
  connectionId: string,
  kept: {
    readonly id: string;
    readonly learnable: LearnableFact;
    readonly answer: Answer;
    readonly invoiceId: string;
    readonly by: { readonly id: string; readonly name: string };
    readonly now: Date;
  },
): Promise<void> {
  const { learnable, answer, by } = kept;
  const counts = answer === 'confirmed' ? [1, 0] : [0, 1];
  await tx.execute(
    `insert into match_memory as m (connection_id, id, supplier_id, kind, fact, proof, state, confirmed, rejected,
         last_on, invoice_id, decided_at, decided_by, decided_by_name)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, ($11::timestamptz at time zone c.time_zone)::date, $10, $11, $12, $13
       from connection c where c.connection_id = $1
     on conflict (connection_id, id) do update set state = excluded.state, proof = excluded.proof,
         confirmed = m.confirmed + excluded.confirmed, rejected = m.rejected + excluded.rejected,
         last_on = excluded.last_on, invoice_id = excluded.invoice_id, decided_at = excluded.decided_at,
         decided_by = excluded.decided_by, decided_by_name = excluded.decided_by_name`,
    [
      connectionId,
      kept.id,
      learnable.supplierId,
      learnable.kind,
      JSON.stringify(plainFact(learnable)),
      learnable.proof,
      answer,
      ...counts,
      kept.invoiceId,
      kept.now,
      by.id,
      by.name,
    ],
  );
}

/** As if it had never been answered; who did what stands in the trail. */
export async function takeBack(
  tx: Tx,
  id: string,
  by: { readonly id: string; readonly name: string },
  now: Date,
): Promise<void> {
  await tx.execute(
    `update match_memory set state = 'withdrawn', confirmed = 0, rejected = 0, decided_at = $2, decided_by = $3,
            decided_by_name = $4 where id = $1`,
    [id, now, by.id, by.name],
  );
}

/** A fact in a list, with the names people know it by. */
export interface ListedFact extends MemoryRow {
  readonly supplier_name: string;
  readonly invoice_number: string | null;
}

/** By supplier; what was taken back is not listed. @param after the last row of the page before. */
export function listFacts(
  tx: Tx,
  sought: {
    readonly search: string | undefined;
    readonly supplierId: string | undefined;
    readonly state: Answer | undefined;
    readonly after: readonly [name: string, supplierId: string, id: string] | undefined;
    readonly limit: number;
  },
): Promise<ListedFact[]> {
  const { search, supplierId, state, after, limit } = sought;
  return tx.query<ListedFact>(
    `select * from (
       select m.*, i.invoice_number, coalesce(s.name, i.supplier_name, m.supplier_id) collate "C" as supplier_name
         from match_memory m
         left join supplier s on s.connection_id = m.connection_id and s.id = m.supplier_id
         left join invoice i on i.connection_id = m.connection_id and i.id = m.invoice_id
        where m.state <> 'withdrawn') m
      where ($1::text is null or strpos(lower(m.supplier_name || ' '
              || (select string_agg(value, ' ') from json_each_text(m.fact) where key not in ('kind', 'supplierId'))),
              lower($1)) > 0)
        and ($2::text is null or m.supplier_id = $2) and ($3::text is null or m.state = $3)
        and ($4::text is null or (m.supplier_name, m.supplier_id, m.id) > ($4 collate "C", $5, $6))
      order by m.supplier_name, m.supplier_id, m.id limit $7`,
    [
      search ?? null,
      supplierId ?? null,
      state ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      limit,
    ],
  );
}
