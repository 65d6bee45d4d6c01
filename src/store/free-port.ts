import { createServer } from 'node:net';
import { PurserError } from '#kernel/errors.ts';

/** A free loopback port, the wished one when it is free. */
export async function freePort(wished = 0): Promise<number> {
  const tryPort = (port: number): Promise<number | undefined> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() =>
          resolve(typeof address === 'object' && address !== null ? address.port : undefined),
        );
      });
    });
  const port = (wished === 0 ? undefined : await tryPort(wished)) ?? (await tryPort(0));
  if (port === undefined) throw new PurserError('no_free_port', 'No free port could be found on 127.0.0.1.');
  return port;
}
