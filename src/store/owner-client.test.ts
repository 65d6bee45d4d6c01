import { expect, inject, it } from 'vitest';
import { migrate } from './migrate.ts';
import { withClient } from './owner-client.ts';

it('a database that goes away in the middle is an error with words, not the end of the process', async () => {
  const url = inject('templateUrl').replace(/\/[^/]*$/, '/postgres');
  const waiting = withClient(url, 'purser doomed', (client) => client.query('select pg_sleep(20)'));
  const refused = expect(waiting).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
  await withClient(url, 'purser test', async (client) => {
    for (let ended = 0; ended === 0; ) {
      const { rows } = await client.query<{ ended: boolean }>(
        `select pg_terminate_backend(pid) as ended from pg_stat_activity
          where application_name = 'purser doomed' and wait_event = 'PgSleep'`,
      );
      ended = rows.length;
    }
  });
  await refused;
});

it('a database that is not there at the start is an error with words', async () => {
  await expect(migrate('postgres://nobody:x@127.0.0.1:1/none', 'password')).rejects.toMatchObject({
    code: 'database_unavailable',
    retryable: true,
  });
});
