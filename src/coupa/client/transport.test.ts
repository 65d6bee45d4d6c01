import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInstanceUrl } from './instance-url.ts';
import { startTestCoupa, type TestCoupa } from './test-coupa.ts';
import { createTransport, type HttpRequest } from './transport.ts';

let coupa: TestCoupa;
beforeAll(async () => {
  coupa = await startTestCoupa();
});
afterAll(() => coupa.close());

const get: HttpRequest = { method: 'GET', path: '/api/invoices', headers: {}, timeoutMs: 2_000 };

describe('whether anything has left', () => {
  it('a port nobody listens on, and a name nobody has: nothing', async () => {
    const gone = await startTestCoupa();
    await gone.close();
    expect(await createTransport(readInstanceUrl(gone.url))(get)).toMatchObject({
      kind: 'failed',
      wasSent: false,
    });
    const nowhere = createTransport(readInstanceUrl('https://coupa.invalid'));
    expect(await nowhere(get)).toMatchObject({
      kind: 'failed',
      wasSent: false,
      error: { code: 'coupa_unavailable' },
    });
  });

  it('a port that speaks no TLS: nothing, since a request only leaves when the handshake is done', async () => {
    coupa.answer(() => ({ status: 200 }));
    const before = coupa.calls.length;
    const sent = await createTransport(readInstanceUrl(coupa.url.replace('http:', 'https:')))({
      ...get,
      method: 'PUT',
    });
    expect(sent).toMatchObject({ kind: 'failed', wasSent: false, error: { code: 'coupa_unavailable' } });
    expect(coupa.calls).toHaveLength(before);
  });

  it('a connection that drops after the request: something', async () => {
    coupa.answer(() => 'drop');
    expect(
      await createTransport(readInstanceUrl(coupa.url))({ ...get, method: 'PUT', body: '{}' }),
    ).toMatchObject({
      kind: 'failed',
      wasSent: true,
    });
  });

  it('called off before it began: nothing, and nobody hears of it', async () => {
    const before = coupa.calls.length;
    const signal = AbortSignal.abort();
    const sent = await createTransport(readInstanceUrl(coupa.url))({
      ...get,
      method: 'PUT',
      body: '{}',
      signal,
    });
    expect(sent).toMatchObject({ kind: 'failed', wasSent: false, error: { code: 'coupa_aborted' } });
    expect(coupa.calls).toHaveLength(before);
  });
});

it('a name that now resolves inside is not connected to', async () => {
  // `localhost` stands for any public-looking name whose DNS answer has been changed to an inner address.
  const instance = { ...readInstanceUrl(coupa.url), hostname: 'localhost', mayConnectTo: () => false };
  const before = coupa.calls.length;
  const sent = await createTransport(instance)(get);
  expect(sent).toMatchObject({ kind: 'failed', wasSent: false, error: { code: 'coupa_url_refused' } });
  expect(coupa.calls).toHaveLength(before);
});

it('a redirect is an answer, and nobody follows it', async () => {
  const trap = await startTestCoupa();
  coupa.answer(() => ({ status: 302, headers: { location: `${trap.url}/api/x` } }));
  expect(await createTransport(readInstanceUrl(coupa.url))(get)).toMatchObject({ answer: { status: 302 } });
  expect(trap.calls).toEqual([]);
  await trap.close();
});

describe('answers that do not end well', () => {
  async function served(write: (out: import('node:http').ServerResponse) => void, timeoutMs = 2_000) {
    const server = createServer((_incoming, outgoing) => write(outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sent = await createTransport(readInstanceUrl(url))({ ...get, timeoutMs });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return sent;
  }

  it('compressed ones are read', async () => {
    const sent = await served((out) => {
      out.writeHead(200, { 'content-encoding': 'gzip' });
      out.end(gzipSync('[1,2,3]'));
    });
    expect(sent).toMatchObject({ kind: 'answered', answer: { body: '[1,2,3]' } });
  });

  it('a small one that unpacks to 60 MB is dropped at its limit', async () => {
    const sent = await served((out) => {
      out.writeHead(200, { 'content-encoding': 'gzip' });
      out.end(gzipSync(Buffer.alloc(60 * 1024 * 1024)));
    }, 20_000);
    expect(sent).toMatchObject({ kind: 'failed', wasSent: true, error: { details: { why: 'too_large' } } });
  });

  it('an endless one is dropped at its limit', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 32);
    const sent = await served((out) => {
      out.writeHead(200);
      const more = (): void => {
        if (!out.destroyed) out.write(megabyte, more);
      };
      more();
    }, 20_000);
    expect(sent).toMatchObject({ kind: 'failed', error: { details: { why: 'too_large' } } });
  });

  it('one that says it is packed and is not is unreadable', async () => {
    const sent = await served((out) => {
      out.writeHead(200, { 'content-encoding': 'gzip' });
      out.end('[1,2,3]');
    });
    expect(sent).toMatchObject({ kind: 'failed', wasSent: true, error: { code: 'coupa_unreadable' } });
  });

  it('one that drips a byte at a time ends with its time', async () => {
    const sent = await served((out) => {
      out.writeHead(200);
      const drip = setInterval(() => out.write(' '), 20);
      out.on('close', () => clearInterval(drip));
    }, 300);
    expect(sent).toMatchObject({
      kind: 'failed',
      wasSent: true,
      error: { code: 'coupa_timeout', retryable: true },
    });
  });
});
