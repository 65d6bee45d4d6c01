/** What the server said when it refused, or why it could not be reached. */
export class ApiError extends Error {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly issues: readonly { readonly pointer: string; readonly says: string }[];

  constructor(status: number, code: string, message: string, issues: ApiError['issues'] = []) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

/** A request that has no answer after this long is given up: nobody watches a spinner longer. */
const ANSWER_WITHIN_MS = 30_000;

/** Without key or pointer for this long, what the screens ask by themselves must not keep the session alive. */
const IDLE_AFTER_MS = 60_000;
let lastTouched = Date.now();

/** Called once: remembers when the person last touched the page. */
export function watchPresence(): void {
  for (const kind of ['keydown', 'pointerdown', 'pointermove']) {
    window.addEventListener(kind, () => (lastTouched = Date.now()), { passive: true, capture: true });
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Values that a query string can carry; undefined, null and empty text are left out. */
export type Query = Readonly<Record<string, string | number | undefined | null>>;

const CONNECTION_KEY = 'purser.connection';

/** The connection this browser looks at, where the person chose another than the session's default. */
export function chosenConnection(): string | null {
  return localStorage.getItem(CONNECTION_KEY);
}

export function chooseConnection(id: string): void {
  localStorage.setItem(CONNECTION_KEY, id);
}

export function pathWith(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * One request to the server. The answer's shape is the contract's; the server validates what it sends.
 * @throws ApiError with the server's own sentence, or with code `unreachable`, `timeout` or `unreadable`.
 */
export async function request<Answer>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await send(method, path, body, signal);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as Answer;
  const text = await response.text();
  if (text === '') return undefined as Answer;
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new ApiError(response.status, 'unreadable', `The server's answer to ${path} is not JSON.`);
  }
}

async function send(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const late = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    return await fetch(path, {
      method,
      headers: headersFor(method, body),
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    if (late.aborted) throw new ApiError(0, 'timeout', 'The server did not answer within 30 seconds.');
    throw new ApiError(
      0,
      'unreachable',
      'The server cannot be reached. Check the network, or whether Purser is running.',
    );
  }
}

function headersFor(method: Method, body: unknown): Headers {
  const headers = new Headers({ accept: 'application/json' });
  const connection = chosenConnection();
  if (connection !== null) headers.set('x-purser-connection', connection);
  if (method === 'GET' && Date.now() - lastTouched > IDLE_AFTER_MS) headers.set('x-purser-idle', '1');
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (method !== 'GET') headers.set('x-purser-csrf', readCookie(document.cookie, 'purser_csrf') ?? '');
  return headers;
}

/** The value of one cookie in a `document.cookie` text. */
export function readCookie(cookies: string, name: string): string | undefined {
  for (const pair of cookies.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return decodeURIComponent(pair.slice(at + 1).trim());
  }
  return undefined;
}

async function problemOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  return toProblem(response.status, text);
}

/** Reads a problem document; anything else becomes a sentence with the status. */
export function toProblem(status: number, text: string): ApiError {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return new ApiError(status, 'unreadable', `The server answered ${status} without saying why.`);
  }
  if (typeof document !== 'object' || document === null) {
    return new ApiError(status, 'unreadable', `The server answered ${status} without saying why.`);
  }
  const problem: { code?: unknown; detail?: unknown; title?: unknown; issues?: unknown } = document;
  const says = [problem.detail, problem.title].find((word) => typeof word === 'string' && word !== '');
  return new ApiError(
    status,
    typeof problem.code === 'string' ? problem.code : `http_${status}`,
    typeof says === 'string' ? says : `The server answered ${status} without saying why.`,
    issuesOf(problem.issues),
  );
}

function issuesOf(value: unknown): ApiError['issues'] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((issue: unknown) => {
    if (typeof issue !== 'object' || issue === null) return [];
    const { pointer, says }: { pointer?: unknown; says?: unknown } = issue;
    return typeof says === 'string' ? [{ pointer: typeof pointer === 'string' ? pointer : '', says }] : [];
  });
}

/** The sentence to show for a failure of any kind. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It is not known what failed.';
}

/** Whether a failure carries this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code;
}
