import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Registry } from 'prom-client';
import { recordOperationEntry } from '#audit/record-entry.ts';
import { newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import type { HttpDeps } from '#doors/http/http-deps.ts';
import { createHttpServer } from '#doors/http/server.ts';
import { createLog } from '#doors/log.ts';
import { createPeopleSealer } from '#main/people-sealer.ts';
import type { AnyOperation } from '#operation/operation.ts';
import { buildRegistry } from '#operation/run-operation.ts';
import type { PeopleDeps, Sealer } from '#people/people-deps.ts';
import { createPeopleDoor } from '#people/people-door.ts';
import { createPeopleOperations } from '#people/people-operations.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from './with-database.ts';

export const testSealer: Sealer = createPeopleSealer(readKeyRing(newSecretKey()));

/** A clock that stands still until it is moved. */
export interface TestClock {
  now: () => Date;
  pass(ms: number): void;
}

export function createTestClock(): TestClock {
  let at = Date.parse('2026-11-20T09:00:00Z');
  return {
    now: () => new Date(at),
    pass: (ms) => {
      at += ms;
    },
  };
}

export interface TestServer {
  readonly app: FastifyInstance;
  readonly test: TestDatabase;
  readonly clock: TestClock;
  readonly people: PeopleDeps;
  readonly logLines: string[];
  close(): Promise<void>;
}

/** The real door on the real people room and database, with connections `acme` and `umbra`. */
export async function createTestServer(
  options: { operations?: readonly AnyOperation[]; deps?: Partial<HttpDeps> } = {},
): Promise<TestServer> {
  const test = await createTestDatabase();
  await createTestConnection(test.db, 'acme');
  const clock = createTestClock();
  const people: PeopleDeps = {
    db: test.db,
    now: clock.now,
    recordEntry: recordOperationEntry,
    sealer: testSealer,
  };
  const logLines: string[] = [];
  const log = createLog({
    level: 'debug',
    secrets: ['canary-known-secret'],
    destination: { write: (line) => void logLines.push(line) },
  });
  const app = await createHttpServer({
    operations: buildRegistry([...createPeopleOperations(people), ...(options.operations ?? [])]),
    people: createPeopleDoor(people),
    db: test.db,
    now: clock.now,
    recordEntry: recordOperationEntry,
    log,
    version: '0.0.0-test',
    webDir: testWeb(),
    probes: {},
    metrics: new Registry(),
    subscribe: () => () => undefined,
    receiveCallout: async () => ({ status: 202 }),
    ...options.deps,
  });
  return {
    app,
    test,
    clock,
    people,
    logLines,
    close: async () => {
      await app.close();
      await test.close();
    },
  };
}

function testWeb(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'purser-web-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><p>Purser screen</p>');
  writeFileSync(path.join(folder, 'assets', 'main-4f2a.js'), 'console.log(1)');
  return folder;
}

/** A browser: keeps cookies, repeats the CSRF token. */
export interface Browser {
  readonly cookies: Map<string, string>;
  send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export function openBrowser(app: FastifyInstance, address = '203.0.113.7'): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    send: async (method, url, body, headers = {}) => {
      const csrf = cookies.get('purser_csrf');
      const request: InjectOptions = {
        method,
        url,
        remoteAddress: address,
        cookies: Object.fromEntries(cookies),
        headers: {
          host: 'purser.test',
          ...(csrf === undefined ? {} : { 'x-purser-csrf': csrf }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body as object }),
      };
      const answer = await app.inject(request);
      for (const cookie of answer.cookies) {
        if (cookie.value === '') cookies.delete(cookie.name);
        else cookies.set(cookie.name, cookie.value);
      }
      const isJson = /^application\/(problem\+)?json(;|$)/.test(String(answer.headers['content-type']));
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: isJson ? answer.json() : answer.body,
      };
    },
  };
}

export const FIRST_PERSON = {
  name: 'Ada Moreau',
  email: 'ada@acme.test',
  password: 'a long walk by the sea',
};

/** Sets Purser up and returns the administrator's browser. */
export async function setUpFirstPerson(app: FastifyInstance): Promise<Browser> {
  const browser = openBrowser(app);
  await browser.send('GET', '/api/session');
  const answer = await browser.send('POST', '/api/setup', FIRST_PERSON);
  if (answer.status !== 200) throw new Error(`set-up answered ${JSON.stringify(answer.body)}`);
  return browser;
}
