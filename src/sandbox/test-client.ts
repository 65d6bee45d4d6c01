// What the sandbox's own tests call it with: a stranger over HTTP, who knows nothing of its insides.
import { type Sandbox, type SandboxOptions, startSandbox } from './start-sandbox.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The parsed body; undefined when it is no JSON. */
  readonly json: unknown;
}

export interface TestClient {
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body?: unknown) => Promise<Answer>;
  readonly put: (path: string, body?: unknown) => Promise<Answer>;
  /** The record behind a path; fails the test when it is not there. */
  readonly record: (path: string) => Promise<WireRecord>;
  readonly list: (path: string) => Promise<WireRecord[]>;
}

/** A record as JSON gives it. */
export type WireRecord = { readonly [key: string]: unknown } & { readonly id: number };

/** A small sandbox without limits, for one test file. */
export function startTestSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({
    invoices: 80,
    months: 3,
    hasRateLimit: false,
    clock: () => new Date('2026-03-18T10:00:00Z'),
    ...options,
  });
}

/** A client with every scope, or with those named. */
export async function connect(sandbox: Sandbox, scope = sandbox.env.scope_all): Promise<TestClient> {
  const { client_id, client_secret } = sandbox.env;
  const granted = await fetch(`${sandbox.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope }),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  const call: TestClient['call'] = async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Bearer ${access_token}`,
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text,
      json: parse(text),
    };
  };
  const expectJson = async (path: string) => {
    const answer = await call('GET', path);
    if (answer.status !== 200) throw new Error(`${path}: expected 200, got ${answer.status} ${answer.text}`);
    return answer.json;
  };
  return {
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    record: async (path) => (await expectJson(path)) as WireRecord,
    list: async (path) => (await expectJson(path)) as WireRecord[],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A draft of one line: 2 pieces at 100, without an order. */
export function plainInvoice(sandbox: Sandbox, number: string, changes: object = {}): object {
  const { vars } = sandbox.env;
  return {
    'invoice-number': number,
    'invoice-date': '2026-03-10',
    supplier: { id: vars.supplier_id },
    currency: { code: 'USD' },
    'invoice-lines': [
      {
        description: 'Widget',
        price: '100.00',
        quantity: '2',
        uom: { code: 'EA' },
        account: { id: vars.account_id },
      },
    ],
    ...changes,
  };
}

/** An issued order of one line: 10 pieces at 50. */
export function plainOrder(sandbox: Sandbox, number: string, changes: object = {}): object {
  const { vars } = sandbox.env;
  return {
    type: 'ExternalOrderHeader',
    'po-number': number,
    supplier: { id: vars.supplier_id },
    currency: { code: 'USD' },
    'ship-to-user': { login: vars.user_login },
    'ship-to-address': { name: vars.address },
    'order-lines': [
      {
        description: 'Bracket',
        price: '50.00',
        quantity: '10',
        uom: { code: 'EA' },
        account: { id: vars.account_id },
        'receipt-required': true,
        'match-type': '3-way',
      },
    ],
    ...changes,
  };
}
