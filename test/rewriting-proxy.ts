import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes back to whoever asked. */
export interface PassingAnswer {
  status: number;
  contentType: string;
  body: string;
}

export interface RewritingProxy {
  readonly url: string;
  /** Changes each answer on its way back; may be replaced at any time. */
  rewrite: (path: string, answer: PassingAnswer) => void;
  close(): Promise<void>;
}

/** Stands before a server on this machine and changes what it says, as nobody's server would say it by itself. */
export async function startRewritingProxy(target: string): Promise<RewritingProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    const plain = { ...headers, 'accept-encoding': 'identity' };
    const onward = send({ hostname, port, method, path, headers: plain }, async (incoming) => {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
      } catch {
        // Cut on its way here, and handed on just so.
        response.writeHead(incoming.statusCode ?? 502, incoming.headers);
        response.write(Buffer.concat(chunks), () => response.destroy());
        return;
      }
      const answer = {
        status: incoming.statusCode ?? 502,
        contentType: incoming.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      };
      proxy.rewrite(path, answer);
      response.writeHead(answer.status, {
        'content-type': answer.contentType,
        'content-length': Buffer.byteLength(answer.body),
      });
      response.end(answer.body);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: RewritingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rewrite: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
}
