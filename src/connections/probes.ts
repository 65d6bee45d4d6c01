import type { CoupaConnection } from '#coupa/client/connect.ts';
import { readJson } from '#coupa/client/read/read-json.ts';
import type { Clock } from '#kernel/clock.ts';
import { describeError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';

/** What one look at Coupa found, in a sentence. */
export interface Probed {
  readonly state: 'passed' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
}

/** One look that shows whether something works in this Coupa. */
export interface Probe {
  readonly step: string;
  readonly title: string;
  readonly run: (
    connection: CoupaConnection,
    granted: readonly string[],
    deps: { readonly clock: Clock; readonly signal?: AbortSignal },
  ) => Promise<Probed>;
}

/** Clocks this far apart are no trouble; nobody notices it in a list. */
const SKEW_MS_FINE = 5_000;
/** Further apart, changes of the last minutes may be read late. */
const SKEW_MS_BAD = 120_000;
const SHOWN_MAX = 12;
const TEXT_MAX = 60;

/** In the order in which they are shown. A list that may be read and fails is told with Coupa's own words. */
export const PROBES: readonly Probe[] = [
  listProbe('invoices', 'Invoices', 'core.invoice.read'),
  listProbe('purchase_orders', 'Purchase orders', 'core.purchase_order.read'),
  listProbe('receiving_transactions', 'Receipts', 'core.inventory.receiving.read'),
  listProbe('suppliers', 'Suppliers', 'core.supplier.read'),
  listProbe('payment_terms', 'Payment terms', 'core.common.read'),
  listProbe('users', 'Users', 'core.user.read'),
  listProbe('approvals', 'Approvals', 'core.approval.read'),
  { step: 'charts', title: 'Charts of accounts', run: probeCharts },
  { step: 'clock', title: 'Clock', run: probeClock },
  { step: 'custom_fields', title: 'Custom fields', run: probeCustomFields },
];

function listProbe(path: string, title: string, scope: string): Probe {
  return {
    step: path,
    title,
    run: (connection, granted, deps) =>
      needing(scope, granted, async () => {
        const query = { limit: '1', order_by: 'updated_at', dir: 'desc', fields: '["id","updated_at"]' };
        const [newest] = rowsOf(await readJson(connection, { path, query }, optionsOf(deps)));
        if (newest === undefined) return { state: 'passed', says: 'It can be read; there is none yet.' };
        return {
          state: 'passed',
          says: `It can be read; the newest change is of ${momentOf(newest['updated-at'])}.`,
        };
      }),
  };
}

function probeCharts(...[connection, granted, deps]: Parameters<Probe['run']>): Promise<Probed> {
  return needing('core.accounting.read', granted, async () => {
    const query = { limit: '50', fields: '["id","name","active"]' };
    const rows = rowsOf(await readJson(connection, { path: 'account_types', query }, optionsOf(deps)));
    if (rows.length === 0) return { state: 'warning', says: 'There is no chart of accounts.' };
    return { state: 'passed', says: `${rows.length}: ${listOf(rows.map((row) => textOf(row.name)))}` };
  });
}

function probeClock(...[connection, granted, deps]: Parameters<Probe['run']>): Promise<Probed> {
  return needing('core.invoice.read', granted, async () => {
    const sent = await connection.call({
      method: 'GET',
      path: 'invoices',
      query: { limit: '1', fields: '["id"]' },
      priority: 'person',
      timeoutMs: 20_000,
      tokenRefusalsMax: 1,
      signal: deps.signal,
    });
    if (sent.kind === 'failed') throw sent.error;
    const theirs = Date.parse(sent.answer.headers.date ?? '');
    if (Number.isNaN(theirs)) return { state: 'warning', says: 'Coupa’s answers carry no time.' };
    const skew = theirs - deps.clock.now().getTime();
    const seconds = Math.round(Math.abs(skew) / 1_000);
    if (Math.abs(skew) <= SKEW_MS_FINE) return { state: 'passed', says: 'Both clocks agree.' };
    const says = `Coupa’s clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine’s.`;
    return Math.abs(skew) < SKEW_MS_BAD
      ? { state: 'passed', says }
      : { state: 'warning', says: `${says} Set this machine’s clock by a time server.` };
  });
}

function probeCustomFields(...[connection, granted, deps]: Parameters<Probe['run']>): Promise<Probed> {
  return needing('core.invoice.read', granted, async () => {
    const query = { limit: '5', order_by: 'updated_at', dir: 'desc' };
    const rows = rowsOf(await readJson(connection, { path: 'invoices', query }, optionsOf(deps)));
    const names = new Set(rows.flatMap((row) => Object.keys(objectOf(row['custom-fields']))));
    if (names.size === 0) return { state: 'passed', says: 'The newest invoices carry none.' };
    return { state: 'passed', says: `On invoices: ${listOf([...names].sort())}` };
  });
}

/** What needs a scope that was not granted is not asked; what fails is told, and ends nothing. */
async function needing(
  scope: string,
  granted: readonly string[],
  look: () => Promise<Probed>,
): Promise<Probed> {
  if (!granted.includes(scope)) return { state: 'skipped', says: `Needs the scope ${scope}.` };
  try {
    return await look();
  } catch (thrown) {
    return { state: 'failed', says: describeError(thrown).message };
  }
}

function optionsOf({ signal }: { readonly signal?: AbortSignal }) {
  return { priority: 'person' as const, signal };
}

function rowsOf(json: ExactJson): readonly Readonly<Record<string, ExactJson>>[] {
  return Array.isArray(json) ? json.map(objectOf) : [];
}

function objectOf(json: ExactJson | undefined): Readonly<Record<string, ExactJson>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, ExactJson>>)
    : {};
}

/** `2026-11-20 18:55 UTC`; what is no time stays as it came. */
function momentOf(json: ExactJson | undefined): string {
  const at = Date.parse(textOf(json));
  return Number.isNaN(at) ? textOf(json) : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Text from Coupa, cut: it may be anything. */
function textOf(json: ExactJson | undefined): string {
  return json === undefined || json === null ? '' : String(json).slice(0, TEXT_MAX);
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_MAX).map((name) => name.slice(0, TEXT_MAX));
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
