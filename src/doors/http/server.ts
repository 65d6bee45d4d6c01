import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';
import { readExactJson } from '#kernel/exact-json.ts';
import { callers } from './authenticate.ts';
import { addCalloutRoute } from './callout-route.ts';
import { addDocsRoutes } from './docs-routes.ts';
import { addEventStream } from './event-stream.ts';
import { addHealthRoutes } from './health-routes.ts';
import type { HttpDeps } from './http-deps.ts';
import { addMethodRefusals, addOperationRoutes } from './operation-routes.ts';
import { fromFastify, problemOf } from './problem.ts';
import { addSessionRoutes, SESSION_ROUTES } from './session-routes.ts';
import { addStaticWeb, answerUnknown } from './static-web.ts';

const BODY_BYTES_MAX = 1024 * 1024;
/** How long a client may take to send a request, so that slow ones do not hold every socket. */
const REQUEST_TIMEOUT_MS = 30_000;

/** A page loads nothing from elsewhere and runs no script but ours. */
const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      // Widgets set positions as inline styles; style sheets come from us alone.
      styleSrcElem: ["'self'"],
      styleSrcAttr: ["'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'same-origin' },
  frameguard: { action: 'deny' },
  // Other hosts of the same domain are not ours to bind to https.
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  crossOriginEmbedderPolicy: false,
};

/** Builds the HTTP door: not listening yet. `close()` ends event streams, lets running requests finish, then stops. */
export async function createHttpServer(deps: HttpDeps): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy:
      deps.trustedProxies === undefined || deps.trustedProxies.length === 0
        ? false
        : [...deps.trustedProxies],
    // One of our own: what a client sends would let it write what it likes into the log.
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, SECURITY_HEADERS);
  readJsonStrictly(app);
  observe(app, deps);
  app.setErrorHandler((error, request, reply) => answerError(error, { request, reply, deps }));
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply, deps.webDir));

  addHealthRoutes(app, deps);
  addSessionRoutes(app, deps.people);
  addOperationRoutes(app, deps);
  addMethodRefusals(app, [
    ...SESSION_ROUTES,
    ...deps.operations.map((operation) => operation.http),
    { method: 'GET', path: '/api/events' },
  ]);
  addEventStream(app, deps);
  addCalloutRoute(app, deps);
  addDocsRoutes(app, deps);
  await addStaticWeb(app, deps.webDir);
  return app;
}

/** JSON that says one key twice, nests without end or reaches for a prototype is refused before anything reads it. */
function readJsonStrictly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  // Plain text is what a form of another site can send without asking.
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    if (text === '') {
      done(null, undefined);
      return;
    }
    try {
      readExactJson(text, 'request body');
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    void parse(request, text, done);
  });
}

function observe(app: FastifyInstance, deps: HttpDeps): void {
  const seconds = new Histogram({
    name: 'purser_http_request_seconds',
    help: 'Time to answer a request, by route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [deps.metrics],
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Answers of the API are somebody's own; no cache may keep them.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const status = reply.statusCode;
    seconds.observe({ method: request.method, route, status: String(status) }, reply.elapsedTime / 1000);
    const caller = callers.get(request);
    deps.log.info(
      {
        requestId: request.id,
        method: request.method,
        route,
        status,
        ms: Math.round(reply.elapsedTime),
        address: request.ip,
        ...(caller === undefined
          ? {}
          : { personId: caller.personId, connectionId: caller.connectionId, via: caller.via }),
      },
      'request',
    );
  });
}

/** Refusals that somebody who guards the installation wants to see: one is a slip, many are an attempt. */
const WATCHED = new Set([
  'sign_in_refused',
  'second_factor_wrong',
  'too_many_attempts',
  'csrf_refused',
  'permission_denied',
  'token_by_token',
  'own_roles',
]);

function answerError(
  thrown: unknown,
  on: { request: FastifyRequest; reply: FastifyReply; deps: HttpDeps },
): FastifyReply {
  const { request, reply, deps } = on;
  const error = fromFastify(thrown);
  const problem = problemOf(error, request.id);
  if (problem.status >= 500) {
    deps.log.error({ requestId: request.id, route: request.routeOptions.url, error }, 'request failed');
  }
  if (WATCHED.has(problem.code)) {
    const personId = callers.get(request)?.personId;
    const { code } = problem;
    deps.log.warn(
      { requestId: request.id, route: request.routeOptions.url, code, address: request.ip, personId },
      'refused',
    );
  }
  const { retryAfterSeconds } = problem;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  else if (problem.status === 503) reply.header('retry-after', 2);
  return reply.code(problem.status).type('application/problem+json').send(problem);
}
