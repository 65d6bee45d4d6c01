import { dayIn } from '#kernel/plain-date.ts';
import type { Tx } from '#store/database.ts';

/** The day it is where the connection's company keeps its calendar. */
export async function todayOf(tx: Tx, now: Date): Promise<string> {
  const [row] = await tx.query<{ time_zone: string }>('select time_zone from connection');
  return dayIn(row?.time_zone ?? 'UTC', now);
}
