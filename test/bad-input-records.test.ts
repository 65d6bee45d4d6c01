import { LosslessNumber, parse, stringify } from 'lossless-json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENTS } from '#agents/registry.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { readExactJson } from '#kernel/exact-json.ts';
import { reconcile } from '#mirror/reconcile.ts';
import { resourceNamed } from '#mirror/resources.ts';
import { type PassingAnswer, type RewritingProxy, startRewritingProxy } from './rewriting-proxy.ts';
import { type WatchedSandbox, watchSandbox } from './with-watched-sandbox.ts';

/** Above 2^53: whoever loses a digit reads another invoice. */
const FIRST_ID = 9007199254740993n;
const idAt = (place: number): string => String(FIRST_ID + BigInt(place));

type Json = Record<string, unknown>;
type Bend = (invoice: Json) => void;

/** Texts that the proxy turns into what no JSON library would write. */
const BROKEN = 'BROKEN-ON-THE-WAY';
const TWICE = 'TWO-NUMBERS';
const PROTOTYPE = 'POLLUTED';
const IMG = '<img src=x onerror="document.title=1">';
const HOSTILE_TEXT = 'a\u0000b \ud800 \u202ereversed </script><script>1</script> {{7*7}} =cmd|x!A1';

const nested = (depth: number): unknown => (depth === 0 ? 1 : { in: nested(depth - 1) });

/** What becomes of the invoices at these places on their way. */
const BENDS: Readonly<Record<string, Bend>> = {
  [idAt(2)]: (invoice) => Object.assign(invoice, { 'invoice-number': BROKEN }),
  [idAt(5)]: (invoice) => Object.assign(invoice, { 'invoice-number': TWICE }),
  [idAt(8)]: (invoice) => Object.assign(invoice, { 'gross-total': new LosslessNumber('1e400') }),
  [idAt(11)]: (invoice) => Object.assign(invoice, { 'custom-fields': nested(200) }),
  [idAt(29)]: (invoice) => Object.assign(invoice, { 'gross-total': `${HOSTILE_TEXT} ${IMG}` }),
  [idAt(14)]: (invoice) => Object.assign(invoice, { status: 'quantum_review' }),
  [idAt(17)]: (invoice) => {
    for (const line of invoice['invoice-lines'] as Json[]) {
      Object.assign(line, { 'order-line-id': 77777777, 'order-header-id': 77777778 });
      Object.assign(line, { 'po-number': 'PO-GONE', 'order-header-num': 'PO-GONE' });
    }
    Object.assign(invoice, { supplier: { id: 88888888 }, 'payment-term': null });
  },
  [idAt(20)]: (invoice) => {
    Object.assign(invoice.supplier as Json, { name: IMG });
    for (const line of invoice['invoice-lines'] as Json[]) Object.assign(line, { description: HOSTILE_TEXT });
  },
  [idAt(23)]: (invoice) => Object.assign(invoice, { 'invoice-number': PROTOTYPE }),
};
const UNREADABLE = [2, 5, 8, 11, 29].map(idAt);
/** The one whose change makes the agent fail, each time. */
const POISON = idAt(26);

const poisoned = AGENTS.map(
  (agent): AnyAgent => ({
    ...agent,
    analyse: (evidence: { invoice: { id: string } }, settings: unknown) => {
      if (evidence.invoice.id === POISON) throw new RangeError('Invalid array length');
      return agent.analyse(evidence, settings);
    },
  }),
);

function bend(path: string, answer: PassingAnswer): void {
  if (!path.startsWith('/api/invoices') || !answer.contentType.includes('json')) return;
  const read = parse(answer.body) as Json | Json[];
  for (const invoice of Array.isArray(read) ? read : [read]) {
    // Whoever asks for keys alone gets them as they are.
    if ('invoice-lines' in invoice) BENDS[String(invoice.id)]?.(invoice);
  }
  answer.body = (stringify(read) ?? '')
    .replaceAll(`"${BROKEN}"`, `${BROKEN}"`)
    .replaceAll(`"${TWICE}"`, '"one","invoice-number":"two"')
    .replaceAll(
      `"${PROTOTYPE}"`,
      '"P-1","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":1}}',
    );
}

let proxy: RewritingProxy;
let watched: WatchedSandbox;

beforeAll(async () => {
  watched = await watchSandbox({
    seed: 11,
    firstInvoiceId: String(FIRST_ID),
    through: async (url) => {
      proxy = await startRewritingProxy(url);
      proxy.rewrite = bend;
      return proxy.url;
    },
  });
  await watched.turn();
  await watched.decide(poisoned);
});
afterAll(async () => {
  await proxy.close();
  await watched.close();
});

async function idsInCoupa(): Promise<string[]> {
  const text = await watched.inCoupa('GET', 'invoices?fields=["id"]&limit=50');
  return (readExactJson(text, 'invoices') as { id: string }[]).map(({ id }) => id).sort();
}

async function decidedIds(): Promise<string[]> {
  const rows = await watched.rows<{ id: string }>('select distinct subject_id as id from run');
  return rows.map(({ id }) => id).sort();
}

describe('records that nobody can read', () => {
  it('are shown with their ids and in words, where the connection is', async () => {
    const { unreadable, resources } = await watched.see('/api/connection');
    const words = Object.fromEntries(
      unreadable.map((one: { id: string; error: { message: string } }) => [one.id, one.error.message]),
    );
    expect(Object.keys(words).sort()).toEqual(UNREADABLE);
    expect(words[idAt(2)]).toMatch(/GET invoices\/9007199254740995: expected JSON/);
    expect(words[idAt(5)]).toMatch(/expected JSON, but Duplicate key 'invoice-number'/);
    expect(words[idAt(8)]).toMatch(/gross-total: expected a decimal number such as 1250\.00, found "1e400"/);
    expect(words[idAt(11)]).toMatch(/at most 100 levels/);
    expect(words[idAt(29)]).toMatch(/gross-total: expected a decimal number.*<\/script>/s);
    const invoices = resources.find((one: { resource: string }) => one.resource === 'invoices');
    expect(invoices).toMatchObject({ state: 'reading', unreadable: 5, error: null });
    expect((await watched.see('/api/overview')).counts.unreadable).toBe(5);
  });

  it('keep none of the others from being decided, each to its digit', async () => {
    const all = await idsInCoupa();
    expect(all.length).toBeGreaterThanOrEqual(40);
    expect(await decidedIds()).toEqual(all.filter((id) => ![...UNREADABLE, POISON].includes(id)));
    expect((await watched.see(`/api/invoices/${idAt(0)}`)).invoice.id).toBe(idAt(0));
    expect((await watched.send('GET', `/api/invoices/${idAt(2)}`)).status).toBe(404);
  });

  it('are read and decided when they come whole, and nothing is left over', async () => {
    proxy.rewrite = () => undefined;
    const { reader } = await watched.coupaFor(watched.connectionId);
    await reconcile(watched.connectionId, resourceNamed('invoices'), { db: watched.server.test.db, reader });
    await watched.decide();
    expect((await watched.see('/api/connection')).unreadable).toEqual([]);
    expect((await watched.see('/api/overview')).counts.unreadable).toBe(0);
    expect(await decidedIds()).toEqual((await idsInCoupa()).filter((id) => id !== POISON));
    proxy.rewrite = bend;
  });
});

describe('records that can be read and say strange things', () => {
  it('an unknown status is shown as it is, and that nothing can follow from it', async () => {
    const seen = await watched.see(`/api/invoices/${idAt(14)}`);
    expect([seen.invoice.status, seen.verdict]).toEqual(['quantum_review', 'not_applicable']);
    expect(seen.reasons[0].text).toBe(
      'The invoice has the status quantum review, in which nothing can follow from a match.',
    );
  });

  it('references that point nowhere are an exception that names them', async () => {
    const seen = await watched.see(`/api/invoices/${idAt(17)}`);
    expect(seen.verdict).toBe('exception');
    expect(seen.orders).toEqual([]);
    expect(seen.reasons.map((one: { text: string }) => one.text).join(' ')).toMatch(/PO-GONE/);
  });

  it('markup, controls and halves of characters stay text on every way', async () => {
    const answer = await watched.send('GET', `/api/invoices/${idAt(20)}`);
    expect(answer.status).toBe(200);
    expect(String(answer.headers['content-type'])).toMatch(/^application\/json/);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.body.invoice.supplierName).toBe(IMG);
    expect(answer.body.invoice.lines[0].description).toMatch(/^ab \ufffd \u202ereversed <\/script>/);
    const found = await watched.see(`/api/invoices?search=${encodeURIComponent('<img')}`);
    expect(JSON.stringify(found)).toContain(idAt(20));
    const bodies = await watched.rows<{ body: { text?: string } }>(
      `select body from command where subject_id = '${idAt(20)}'`,
    );
    for (const { body } of bodies) expect(body.text ?? '').not.toMatch(/<(img|script)/i);
  });

  it('keys that reach for prototypes reach nothing', async () => {
    expect((await watched.see(`/api/invoices/${idAt(23)}`)).invoice.invoiceNumber).toBe('P-1');
    expect(({} as Json).isAdmin).toBeUndefined();
  });
});

describe('a change that cannot be decided', () => {
  it('is set aside with its reason in sight, is tried again on demand, and then decided', async () => {
    const [parked, ...more] = (await watched.see('/api/connection')).parked;
    expect(more).toEqual([]);
    expect(parked.subject).toBe(`invoice/${POISON}`);
    expect(parked.error.message).toBe(
      `Three-way match could not decide invoice ${POISON}: Invalid array length.`,
    );
    expect((await watched.see('/api/overview')).counts.parked).toBe(1);
    const texts = async () =>
      (await watched.see(`/api/invoices/${POISON}`)).timeline
        .map((row: { text: string }) => row.text)
        .join('|');
    expect(await texts()).toMatch(/could not decide this invoice \d+ times; it is set aside for a person/);

    expect((await watched.send('POST', `/api/parked/${parked.id}/retry`, {})).status).toBe(200);
    await watched.decide();
    expect(await decidedIds()).toContain(POISON);
    expect((await watched.see('/api/connection')).parked).toEqual([]);
    expect((await watched.see('/api/overview')).counts.parked).toBe(0);
    expect(await texts()).toMatch(/Ada Moreau asked to decide this invoice again/);
    const again = await watched.send('POST', `/api/parked/${parked.id}/retry`, {});
    expect([again.status, again.body.code]).toEqual([409, 'already_retried']);
  });
});

describe('an order that is revised after the invoice date', () => {
  it('is compared as it is now, and reasons and timeline tell that it was another', async () => {
    const [found] = await watched.rows<{ id: string; order_id: string; line_id: string; price: string }>(
      `select i.id, o.order_id, o.id as line_id, l.price from invoice i
         join invoice_line l on l.invoice_id = i.id join purchase_order_line o on o.id = l.order_line_id
         join purchase_order p on p.id = o.order_id
         join run r on r.subject_id = i.id
        where i.status in ('pending_approval', 'pending_receipt', 'draft') and p.status = 'issued'
          and r.verdict in ('matched', 'within_tolerance') and l.price > 1 and i.invoice_date < current_date - 1
        order by i.id limit 1`,
    );
    if (found === undefined) throw new Error('No invoice of the seed fits.');
    const { id, order_id: orderId, line_id: lineId } = found;
    const before = await watched.see(`/api/invoices/${id}`);
    await watched.inCoupa('PUT', `purchase_orders/${orderId}`, {
      'order-lines': [{ id: lineId, price: '0.50' }],
    });
    await watched.turn();
    await watched.decide();
    const after = await watched.see(`/api/invoices/${id}`);
    const order = after.orders.find((one: { id: string }) => one.id === orderId);
    const from = before.orders.find((one: { id: string }) => one.id === orderId).version;
    expect(Number(order.version)).toBe(Number(from) + 1);
    expect([before.verdict, after.verdict, after.cause]).toEqual([before.verdict, 'exception', 'PRICE_OVER']);
    const reason = after.reasons.find((one: { text: string }) => one.text.includes('was revised'));
    expect(reason.text).toMatch(
      new RegExp(
        `^Order ${order.poNumber} was revised after the invoice date ${after.invoice.invoiceDate}: version ${order.version} of [-0-9]{10} took the place of version ${from}`,
      ),
    );
    expect(reason.sources).toContain(`purchase_order/${orderId}`);
    expect(after.timeline.map((row: { text: string }) => row.text)).toContain(
      `Order ${order.poNumber} revised in Coupa, after the invoice date: version ${order.version} instead of ${from}`,
    );
    expect(after.proof).toMatchObject({ verified: true, evidenceIntact: true, replaysSame: true });
  });
});
