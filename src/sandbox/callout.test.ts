import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { type CalloutOptions, createCalloutSender } from './callout.ts';
import { connect, plainInvoice, startTestSandbox } from './test-client.ts';

interface Got {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A receiver that answers with the given statuses, then 204. */
async function receiver(
  statuses: number[] = [],
): Promise<{ url: string; got: Got[]; waitFor: (count: number) => Promise<void> }> {
  const got: Got[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      got.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(statuses.shift() ?? 204).end();
      for (const one of waiting) if (got.length >= one.count) one.resolve();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callouts`;
  const waitFor = (count: number) =>
    new Promise<void>((resolve) => {
      if (got.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { url, got, waitFor };
}

const SECRET = `whsec_${Buffer.from('a secret of the tenant').toString('base64')}`;
const effect = {
  rows: [['invoices', { id: '12', 'invoice-number': 'A & <B>', status: 'draft' }]],
  history: [],
} as const;
const at = new Date('2026-03-18T10:00:00Z');

describe('call-outs', () => {
  it('tell of an invoice that changed, signed as Standard Webhooks are', async () => {
    const { url, got, waitFor } = await receiver();
    const sandbox = await startTestSandbox({ invoices: 5, callout: { url, secret: SECRET } });
    const client = await connect(sandbox);
    await client.post('/api/invoices', plainInvoice(sandbox, 'HOOK'));
    await waitFor(1);
    const told = new Webhook(SECRET).verify(got[0]?.body ?? '', { ...got[0]?.headers });
    expect(told).toMatchObject({ event: 'InvoiceHeader.changed', number: 'HOOK', status: 'draft' });
    await sandbox.close();
  });

  it('carry a plain secret as a header, and speak XML where that is wanted', async () => {
    const { url, got, waitFor } = await receiver();
    const sender = createCalloutSender({ url, secret: 'plain', format: 'xml' });
    sender.send(effect, at);
    await waitFor(1);
    expect(got[0]?.headers['x-callout-secret']).toBe('plain');
    expect(got[0]?.headers['content-type']).toBe('application/xml');
    expect(got[0]?.body).toContain('<number>A &amp; &lt;B&gt;</number>');
    sender.close();
  });

  it('are repeated under the same id after 5xx and 429, and given up after a refusal', async () => {
    const { url, got, waitFor } = await receiver([500, 429, 204, 410]);
    const options: CalloutOptions = { url, secret: SECRET, retriesMs: [1, 1, 1] };
    const sender = createCalloutSender(options);
    sender.send(effect, at);
    await waitFor(3);
    expect(new Set(got.map((one) => one.headers['webhook-id'])).size).toBe(1);
    sender.send(effect, at);
    await waitFor(4);
    await expect.poll(sender.counts).toEqual({ delivered: 1, abandoned: 1, waiting: 0 });
    sender.close();
  });
});
