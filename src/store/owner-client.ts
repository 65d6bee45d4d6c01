import pg from 'pg';
import { databaseError } from './database.ts';

/**
 * Works on one connection of its own, as whoever the URL names: for preparing a database, never for serving from it.
 * @throws PurserError `database_unavailable` (retryable) when the server is away, or goes away in between.
 */
export async function withClient<T>(
  url: string,
  name: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  // The server's end reaches us twice: as the refusal of what is under way, and as this event, which ends the process
  // when nobody listens.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (cause) {
    throw databaseError(cause);
  } finally {
    await client.end().catch(() => undefined);
  }
}
