const HIDDEN = '[hidden]';
const DEPTH_MAX = 8;
const ITEMS_MAX = 100;
const TEXT_MAX = 4_000;

/** Names of fields whose value is never logged, whatever it is. */
const SECRET_NAME =
  /pass(word|phrase|wd)?$|passwordhash|secret|token|authorization|cookie|api[-_]?key|private[-_]?key|csrf|credential|backup[-_]?codes?$|signature$/i;

/** A field `code` is mostly an error's and must be read; the codes people type have these forms. */
const TYPED_CODE = /^\s*(\d{6}|[a-z2-7]{4}([\s-]?[a-z2-7]{4}){3})\s*$/i;

/** Texts that are secrets by their form, with what is left standing. */
const SECRET_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\bpur_[a-z_][a-z0-9_]*_[0-9a-f]{16,}/g, `pur_${HIDDEN}`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, HIDDEN],
  [/\bwhsec_[\w+/=-]{8,}/g, HIDDEN],
  [/\bsk-[\w-]{16,}/g, HIDDEN],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi, `$1${HIDDEN}@`],
  [
    /((?:client_secret|password|access_token|refresh_token|api_key|secret|token)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi,
    `$1${HIDDEN}`,
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
];

function isSecretField(name: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'number')
    return false;
  return SECRET_NAME.test(name) || (name === 'code' && typeof value === 'string' && TYPED_CODE.test(value));
}

/** What makes a value fit for the log. */
export type Scrub = (value: unknown) => unknown;

/**
 * Builds the scrubber that each log line passes: hides fields by name, texts by form, and the secrets this process
 * knows word for word; bounds depth and length; turns errors into code, message and stack.
 * @param secrets values to hide wherever they stand. Those under eight characters are not looked for: they would
 * blot out ordinary words.
 */
export function createScrub(secrets: readonly string[]): Scrub {
  const known = secrets
    .filter((secret) => secret.length >= 8)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .sort((a, b) => b.length - a.length);
  const text = (found: string): string => {
    let clean = found;
    for (const secret of known) clean = clean.replaceAll(secret, HIDDEN);
    for (const [form, left] of SECRET_FORMS) clean = clean.replace(form, left);
    return clean.length > TEXT_MAX ? `${clean.slice(0, TEXT_MAX)}… (${clean.length} characters)` : clean;
  };
  const walk = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
    if (depth > DEPTH_MAX) return '[deeper]';
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Error) return walkError(value, depth);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => walk(item, depth + 1));
    if (value instanceof Map || value instanceof Set) return walk([...value], depth);
    const clean: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value).slice(0, ITEMS_MAX)) {
      const hides = isSecretField(name, inner);
      clean[text(name)] = hides ? HIDDEN : walk(inner, depth + 1);
    }
    return clean;
  };
  const walkError = (error: Error, depth: number): unknown =>
    walk(
      {
        ...('code' in error ? { errorCode: error.code } : {}),
        message: error.message,
        stack: error.stack,
        ...('details' in error ? { details: error.details } : {}),
        ...(error.cause === undefined ? {} : { cause: error.cause }),
      },
      depth + 1,
    );
  return (value) => walk(value, 0);
}
