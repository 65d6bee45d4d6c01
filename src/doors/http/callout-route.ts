import type { FastifyInstance } from 'fastify';
import type { HttpDeps } from './http-deps.ts';

/** A hint is small; whoever sends a megabyte does not send a hint. */
const BODY_BYTES_MAX = 1024 * 1024;

/**
 * Serves `POST /call-outs/:connectionId/:doorId`. The body is handed on byte for byte, since a signature covers bytes;
 * who may send is for the connection's door to say.
 */
export function addCalloutRoute(app: FastifyInstance, deps: HttpDeps): void {
  void app.register((raw, _options, registered) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    );
    raw.post<{ Params: { connectionId: string; doorId: string } }>(
      '/call-outs/:connectionId/:doorId',
      async (request, reply) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : value,
          ]),
        );
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const answer = await deps.receiveCallout({ ...request.params, headers, rawBody });
        return reply.code(answer.status).send(answer.body ?? '');
      },
    );
    registered();
  });
}
