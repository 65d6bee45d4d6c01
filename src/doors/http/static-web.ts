import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '#kernel/errors.ts';

const YEAR_SECONDS = 31_536_000;

/** Serves the built web UI. What lies in `assets/` carries a hash in its name and never changes; the rest is asked anew. */
export async function addStaticWeb(app: FastifyInstance, webDir: string): Promise<void> {
  if (existsSync(webDir)) {
    await app.register(fastifyStatic, {
      root: path.resolve(webDir),
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, file) => {
        const isHashed = path.relative(webDir, file).startsWith(`assets${path.sep}`);
        reply.header('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
      },
    });
  }
  app.get('/', (_request, reply) => sendIndex(reply, webDir));
}

/** Paths that belong to programs: a page there would be mistaken for an answer. */
const NOT_PAGES =
  /^\/(api|call-outs|unified|proxy|mcp|assets|healthz|readyz|metrics|openapi\.json|docs)(\/|$)/;

/**
 * What is no file and no operation: a place inside the web UI, which shows it itself, or nothing.
 * @throws NotFoundError
 */
export function answerUnknown(request: FastifyRequest, reply: FastifyReply, webDir: string): FastifyReply {
  const [pathname = ''] = request.url.split('?');
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  if (!wantsPage || NOT_PAGES.test(pathname)) throw new NotFoundError('page', pathname.slice(0, 200));
  return sendIndex(reply, webDir);
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Purser</title>
<h1>The web UI is not built yet</h1><p>Run <code>npm run build</code>, then reload. The API works already.</p></html>`;

function sendIndex(reply: FastifyReply, webDir: string): FastifyReply {
  // Without the folder at the start nothing was registered that could send a file.
  if (!('sendFile' in reply) || !existsSync(path.join(webDir, 'index.html'))) {
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
  }
  return reply.sendFile('index.html');
}
