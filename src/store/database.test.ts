import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openDatabase } from './database.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that lets everybody in and says with the same breath that it dies. */
async function dyingServer(): Promise<string> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      const fatal = Buffer.from(
        'SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0',
      );
      socket.end(
        Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I')), message('E', fatal)]),
      );
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `postgres://nobody:x@127.0.0.1:${(server.address() as AddressInfo).port}/none`;
}

/** One message of PostgreSQL's protocol: a letter, the length with itself, the rest. */
function message(letter: string, rest: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter, 'latin1');
  head.writeInt32BE(rest.length + 4, 1);
  return Buffer.concat([head, rest]);
}

it('a server that dies while it hands out a connection refuses the work and ends nothing else', async () => {
  const db = openDatabase(await dyingServer(), { connectionsMax: 2 });
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await expect(db.inDispatch((tx) => tx.query('select 1'))).rejects.toMatchObject({
      code: 'database_unavailable',
    });
  }
  await db.close();
});
