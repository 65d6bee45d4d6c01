import type { Database } from '#store/database.ts';

/**
 * Takes or keeps the right to read one connection, by the database's clock.
 * @returns false while another process has it, and for a connection that is paused.
 */
export async function takePollLease(
  db: Database,
  connectionId: string,
  holder: string,
  leaseMs: number,
): Promise<boolean> {
  return db.inConnection(connectionId, async (tx) => {
    const taken = await tx.execute(
      `insert into poll_lease (connection_id, holder, until)
       select connection_id, $2, clock_timestamp() + $3::float8 * interval '1 millisecond'
         from connection where connection_id = $1 and state = 'active'
       on conflict (connection_id) do update set holder = excluded.holder, until = excluded.until
        where poll_lease.holder = excluded.holder or poll_lease.until < clock_timestamp()`,
      [connectionId, holder, leaseMs],
      { name: 'poll_lease' },
    );
    return taken === 1;
  });
}

/** Gives the right back, so that whoever starts next need not wait for its end. */
export async function releasePollLease(db: Database, connectionId: string, holder: string): Promise<void> {
  await db.inConnection(connectionId, (tx) =>
    tx.execute('delete from poll_lease where connection_id = $1 and holder = $2', [connectionId, holder]),
  );
}

/** Takes away somebody's wish that everything be looked at now. @returns whether there was one. */
export async function takeReadNow(db: Database, connectionId: string): Promise<boolean> {
  return db.inConnection(connectionId, async (tx) => {
    const taken = await tx.execute(
      'update connection set read_asked_at = null where connection_id = $1 and read_asked_at is not null',
      [connectionId],
      { name: 'take_read_now' },
    );
    return taken > 0;
  });
}
