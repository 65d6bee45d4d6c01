import type { FastifyInstance } from 'fastify';
import { describeError, PurserError } from '#kernel/errors.ts';
import type { HttpDeps, Probe } from './http-deps.ts';

/** Longer than any healthy answer; a probe that hangs must not hang the load balancer. */
const PROBE_TIMEOUT_MS = 2_000;

/** Serves `/healthz` (this process lives), `/readyz` (it can work) and `/metrics` (Prometheus text). */
export function addHealthRoutes(app: FastifyInstance, deps: HttpDeps): void {
  app.get('/healthz', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { alive: true, version: deps.version };
  });
  app.get('/readyz', async (_request, reply) => {
    const checks = Object.fromEntries(
      await Promise.all(
        Object.entries(deps.probes).map(async ([name, probe]) => [name, await ask(probe)] as const),
      ),
    );
    const ready = Object.values(checks).every((said) => said === 'ok');
    reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return { ready, checks };
  });
  app.get('/metrics', async (_request, reply) => {
    reply.type(deps.metrics.contentType).header('cache-control', 'no-store');
    return deps.metrics.metrics();
  });
}

async function ask(probe: Probe): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PROBE_TIMEOUT_MS} ms`), PROBE_TIMEOUT_MS);
  });
  try {
    return (await Promise.race([probe(), late])) ?? 'ok';
  } catch (error) {
    // Our own sentences are written for operators; anything else may tell more than a probe should.
    return error instanceof PurserError ? error.message : describeError(error).code;
  } finally {
    clearTimeout(timer);
  }
}
