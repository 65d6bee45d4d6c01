import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from './start-sandbox.ts';
import { startTestSandbox } from './test-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const admin = async (method: string, body?: unknown) => {
  const answer = await fetch(`${sandbox.url}/sandbox/clients`, {
    method,
    headers: { 'x-sandbox-key': sandbox.adminKey },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as { error?: string } };
};
const token = async (id: string, secret: string, scope: string) => {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    scope,
  });
  const answer = await fetch(`${sandbox.url}/oauth2/token`, { method: 'POST', body });
  return { status: answer.status, json: (await answer.json()) as { access_token: string; error?: string } };
};
const get = (path: string, bearer: string) =>
  fetch(`${sandbox.url}${path}`, {
    headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
  });

describe('OAuth clients of the tenant', () => {
  it('have scopes and a user of their own, can be rotated and taken away', async () => {
    const { user_login } = sandbox.env.vars;
    const reader = { id: 'reader', secret: 'reader-secret', scopes: 'core.invoice.read core.comment.write' };
    expect(await admin('POST', { ...reader, user: user_login })).toEqual({
      status: 200,
      json: { id: 'reader', scopes: ['core.invoice.read', 'core.comment.write'] },
    });
    expect((await token('reader', 'reader-secret', 'core.supplier.read')).json.error).toBe('invalid_scope');
    const { json } = await token('reader', 'reader-secret', 'core.invoice.read core.comment.write');
    expect((await get('/api/invoices?limit=1', json.access_token)).status).toBe(200);
    expect((await get('/api/suppliers?limit=1', json.access_token)).status).toBe(403);
    const [invoice] = (await (await get('/api/invoices?limit=1', json.access_token)).json()) as {
      id: number;
    }[];
    const said = await fetch(`${sandbox.url}/api/invoices/${invoice?.id}/comments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${json.access_token}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: '{"comments": "from the reader"}',
    });
    expect(await said.json()).toMatchObject({ 'created-by': { login: user_login } });
    expect(sandbox.ledger().at(-1)?.client).toBe('reader');

    await admin('POST', { id: 'reader', secret: 'another-secret', scopes: ['core.invoice.read'] });
    expect((await token('reader', 'reader-secret', 'core.invoice.read')).status).toBe(401);
    expect((await token('reader', 'another-secret', 'core.invoice.read')).status).toBe(200);
    expect((await admin('DELETE', { id: 'reader' })).status).toBe(200);
    expect((await get('/api/invoices?limit=1', json.access_token)).status).toBe(401);
    expect((await token(sandbox.env.client_id, sandbox.env.client_secret, 'core.invoice.read')).status).toBe(
      200,
    );
  });

  it.each<[unknown, string]>([
    [[], 'expected a client as an object, found []'],
    [{ id: 'a b', secret: 'long-enough' }, 'id: expected letters, digits, . and -, found "a b"'],
    [{ id: 'a', secret: 'short' }, 'secret: expected eight characters or more, found nothing'],
    [
      { id: 'a', secret: 'long-enough', scopes: 'core.moon.read' },
      'scopes: expected scopes that the sandbox knows, found "core.moon.read"',
    ],
    [{ id: 'a', secret: 'long-enough', scopes: [] }, 'scopes: expected at least one scope, found []'],
    [
      { id: 'a', secret: 'long-enough', user: 'nobody' },
      'user: expected the login of a user, found "nobody"',
    ],
    [
      { id: 'a', secret: 'long-enough', scope: 'x' },
      'scope: expected one of id, secret, scopes, user, found "scope"',
    ],
  ])('are refused as %j', async (body, error) => {
    expect(await admin('POST', body)).toEqual({ status: 400, json: { error } });
  });

  it('that nobody made, and the first one, cannot be taken away', async () => {
    for (const id of ['nobody', sandbox.env.client_id])
      expect((await admin('DELETE', { id })).status).toBe(400);
    expect((await admin('GET')).json).toMatchObject([{ id: sandbox.env.client_id }]);
  });
});
