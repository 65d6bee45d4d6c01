// Call-outs: what a tenant's process automation would send when a document changes. Coupa documents neither payload
// nor signature, so both are what a customer could configure; the receiver can only take them as a hint.
import { createHmac, randomUUID } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { type Row, textOf } from './row.ts';
import type { Effect } from './state.ts';
import { escapeXml } from './wire/write-xml.ts';

export interface CalloutOptions {
  readonly url: string;
  /** `whsec_…` signs as Standard Webhooks do; any other secret goes as it is in X-Callout-Secret. */
  readonly secret: string;
  readonly format?: 'json' | 'xml';
  /** By path: every change, or changes to one of these statuses. Without it, every change of the first three. */
  readonly documents?: Readonly<Record<string, true | readonly string[]>>;
  /** The customer's own body; `{{number}}` and the like are filled in as the format needs it. */
  readonly template?: string;
  /** Waiting times between attempts in milliseconds. */
  readonly retriesMs?: readonly number[];
}

export interface CalloutSender {
  /** Queues a call-out for each order, invoice and receipt that an effect touched. */
  readonly send: (effect: Effect, at: Date) => void;
  /** How many got through, and how many were given up. */
  readonly counts: () => { readonly delivered: number; readonly abandoned: number; readonly waiting: number };
  readonly close: () => void;
}

/** What a template may name besides `field.NAME`, a field of the document. */
export const PLACEHOLDERS: readonly string[] = [
  'event',
  'document_type',
  'document_id',
  'number',
  'status',
  'api_path',
  'sent_at',
];

export const CALLOUT_DOCUMENTS: Readonly<
  Record<string, { readonly type: string; readonly path: string; readonly number: string }>
> = {
  invoices: { type: 'InvoiceHeader', path: 'invoices', number: 'invoice-number' },
  'purchase-orders': { type: 'OrderHeader', path: 'purchase_orders', number: 'po-number' },
  'receiving-transactions': { type: 'InventoryTransaction', path: 'receiving_transactions', number: 'id' },
  requisitions: { type: 'RequisitionHeader', path: 'requisitions', number: 'id' },
};
const USUAL: NonNullable<CalloutOptions['documents']> = {
  invoices: true,
  purchase_orders: true,
  receiving_transactions: true,
};
const RETRIES_MS = [1000, 5000, 30_000, 120_000];
const TIMEOUT_MS = 10_000;
/** Beyond this the oldest waiting ones are dropped: a hint that is minutes late is none. */
const WAITING_MAX = 5000;

/** Sends one after another, in order; a failed one is repeated before the next goes out. */
export function createCalloutSender(options: CalloutOptions): CalloutSender {
  const queue: { id: string; body: string }[] = [];
  const stop = new AbortController();
  let isRunning = false;
  let delivered = 0;
  let abandoned = 0;

  const run = async () => {
    for (let next = queue[0]; next !== undefined && !stop.signal.aborted; next = queue[0]) {
      if (await deliver(next, options, stop.signal)) delivered += 1;
      else abandoned += 1;
      queue.shift();
    }
    isRunning = false;
  };
  return {
    send: (effect, at) => {
      for (const [table, row] of effect.rows) {
        const document = CALLOUT_DOCUMENTS[table];
        if (!document || !isWanted(options, document.path, effect, table, row)) continue;
        if (queue.length >= WAITING_MAX) {
          queue.splice(1, 1);
          abandoned += 1;
        }
        queue.push({ id: `msg_${randomUUID()}`, body: payload(document, row, at, options) });
      }
      if (isRunning || queue.length === 0) return;
      isRunning = true;
      run().catch((thrown: unknown) => console.error('sandbox: call-outs stopped:', thrown));
    },
    counts: () => ({ delivered, abandoned, waiting: queue.length }),
    close: () => stop.abort(),
  };
}

/** Whether the tenant tells of this: of every change, or of a change into one of the statuses named. */
function isWanted(options: CalloutOptions, path: string, effect: Effect, table: string, row: Row): boolean {
  const when = (options.documents ?? USUAL)[path];
  if (when === undefined || when === true) return when === true;
  const hasMoved = (effect.moved ?? []).some(([name, id]) => name === table && id === row.id);
  return hasMoved && when.includes(textOf(row, 'status'));
}

/** Within JSON as it stands between quotation marks, within XML as it stands in an element. */
function fill(
  template: string,
  format: 'json' | 'xml',
  facts: Readonly<Record<string, string>>,
  row: Row,
): string {
  return template.replace(/\{\{([^}]*)\}\}/g, (_, raw: string) => {
    const name = raw.trim();
    const value = name.startsWith('field.') ? textOf(row, name.slice('field.'.length)) : (facts[name] ?? '');
    return format === 'xml' ? escapeXml(value) : JSON.stringify(value).slice(1, -1);
  });
}

function payload(
  document: { readonly type: string; readonly path: string; readonly number: string },
  row: Row,
  at: Date,
  { format = 'json', template }: CalloutOptions,
): string {
  const facts = {
    event: `${document.type}.changed`,
    document_type: document.type,
    document_id: row.id,
    number: textOf(row, document.number),
    status: textOf(row, 'status'),
    api_path: `/api/${document.path}/${row.id}`,
    sent_at: at.toISOString(),
  };
  if (template !== undefined) return fill(template, format, { ...facts }, row);
  if (format === 'json') return JSON.stringify(facts);
  const inner = Object.entries(facts).map(([name, value]) => `  <${name}>${escapeXml(value)}</${name}>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<callout>\n${inner.join('')}</callout>\n`;
}

async function deliver(
  message: { readonly id: string; readonly body: string },
  options: CalloutOptions,
  signal: AbortSignal,
): Promise<boolean> {
  for (const pause of [0, ...(options.retriesMs ?? RETRIES_MS)]) {
    if (pause > 0) await wait(pause, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return false;
    const status = await post(message, options);
    if (status >= 200 && status < 300) return true;
    // What the receiver does not want is not sent again, but for "too many" and "too slow".
    if (status >= 400 && status < 500 && status !== 429 && status !== 408) return false;
  }
  return false;
}

/** @returns the status, 0 when there was no answer. */
function post(
  message: { readonly id: string; readonly body: string },
  options: CalloutOptions,
): Promise<number> {
  const type = options.format === 'xml' ? 'application/xml' : 'application/json';
  const headers = {
    'content-type': type,
    'content-length': Buffer.byteLength(message.body),
    ...proof(message, options),
  };
  const open = options.url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const request = open(options.url, { method: 'POST', headers, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(0));
    request.end(message.body);
  });
}

/** Each attempt is signed anew, under the id of the message. */
function proof(
  message: { readonly id: string; readonly body: string },
  { secret }: CalloutOptions,
): Record<string, string> {
  if (!secret.startsWith('whsec_')) return { 'x-callout-secret': secret };
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const mac = createHmac('sha256', key).update(`${message.id}.${timestamp}.${message.body}`).digest('base64');
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}
