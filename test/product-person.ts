/** A person at the product's HTTP door: keeps cookies, repeats the CSRF token. */
export interface ProductPerson {
  /** @throws when no whole answer came. */
  send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
}

const PERSON = { name: 'Ada Moreau', email: 'ada@acme.test', password: 'a long walk by the sea' };
const TIMEOUT_MS = 20_000;

/** Sets the installation up, or signs in where that is done, and returns the administrator's way in. */
export async function openPerson(baseUrl: string): Promise<ProductPerson> {
  const cookies = new Map<string, string>();
  const person: ProductPerson = {
    send: async (method, path, body) => {
      const csrf = cookies.get('purser_csrf');
      const answer = await fetch(`${baseUrl}${path}`, {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(csrf === undefined ? {} : { 'x-purser-csrf': csrf }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';', 1);
        const at = pair.indexOf('=');
        cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const text = await answer.text();
      const isJson = (answer.headers.get('content-type') ?? '').includes('json');
      return { status: answer.status, body: isJson ? JSON.parse(text) : text };
    },
  };
  await person.send('GET', '/api/session');
  const made = await person.send('POST', '/api/setup', PERSON);
  if (made.status === 200) return person;
  const entered = await person.send('POST', '/api/sign-in', {
    email: PERSON.email,
    password: PERSON.password,
  });
  if (entered.status !== 200) {
    throw new Error(`Neither set-up nor sign-in: ${JSON.stringify([made, entered])}`);
  }
  return person;
}
