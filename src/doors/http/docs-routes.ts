import type { FastifyInstance } from 'fastify';
import { DOCS_STYLE, docsPage } from './docs-page.ts';
import type { HttpDeps } from './http-deps.ts';
import { openApiOf } from './open-api.ts';

/** Serves the description of the API, for programs at `/openapi.json` and for people at `/docs`. */
export function addDocsRoutes(app: FastifyInstance, deps: HttpDeps): void {
  const description = openApiOf(deps.operations, deps.version);
  const page = docsPage(description);
  app.get('/openapi.json', async () => description);
  app.get('/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  app.get('/docs/style.css', async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(DOCS_STYLE),
  );
}
