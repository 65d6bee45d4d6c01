import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of the API that passed. */
export interface CountedCall {
  /** Milliseconds of a clock that never runs backwards, when the head of the request had come. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface CountingProxy {
  readonly url: string;
  readonly calls: readonly CountedCall[];
  close(): Promise<void>;
}

/** Stands before a server on this machine and notes each call to it. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const calls: CountedCall[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    const at = performance.now();
    const { method = 'GET', url = '/', headers } = request;
    const onward = send({ hostname, port, method, path: url, headers }, (answer) => {
      calls.push({ at, method, path: url, status: answer.statusCode ?? 0 });
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
