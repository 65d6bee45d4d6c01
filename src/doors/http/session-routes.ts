import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InvariantError, NotFoundError } from '#kernel/errors.ts';
import { readInput } from '#operation/read-input.ts';
import { callers, connectionOf, headerOf, IDLE_HEADER } from './authenticate.ts';
import { assertOwnPage, sessionTokenOf, setAnonymousCookies, setSessionCookies } from './cookies.ts';
import type { PeoplePort, ScreenIdentity } from './people-port.ts';

const email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>"]+@[^\s@<>"]+$/, 'Expected an e-mail address.')
  .transform((text) => text.normalize('NFKC').toLowerCase());
const password = z.string().min(1, 'Give a password.').max(1_000);

const setUpInput = z.strictObject({
  name: z.string().trim().min(1, 'Give a name.').max(120),
  email,
  password,
});
const signInInput = z.strictObject({ email, password, code: z.string().trim().max(40).optional() });
const signOutInput = z.strictObject({ everywhere: z.boolean().default(false) });

/** What a screen needs to know about whoever looks at it. */
const sessionOutput = z.strictObject({
  setupNeeded: z.boolean(),
  person: z
    .strictObject({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      roles: z.array(z.string()),
      permissions: z.array(z.string()),
      secondFactor: z.boolean(),
      coupaUserId: z.string().nullable(),
    })
    .nullable(),
  connections: z.array(z.strictObject({ id: z.string(), name: z.string(), coupaUrl: z.string() })),
  connectionId: z.string().nullable(),
  sandbox: z.boolean(),
});
type SessionView = z.infer<typeof sessionOutput>;

/** The routes that give and take sessions, for the API description. They are no operations: nobody is signed in yet. */
export const SESSION_ROUTES = [
  {
    method: 'GET',
    path: '/api/session',
    name: 'get_session',
    summary: 'Who is signed in, and what they may do.',
    input: z.strictObject({}),
    output: sessionOutput,
  },
  {
    method: 'POST',
    path: '/api/setup',
    name: 'set_up',
    summary: 'Create the first administrator. Works once.',
    input: setUpInput,
    output: sessionOutput,
  },
  {
    method: 'POST',
    path: '/api/sign-in',
    name: 'sign_in',
    summary: 'Open a session.',
    input: signInInput,
    output: sessionOutput,
  },
  {
    method: 'POST',
    path: '/api/sign-out',
    name: 'sign_out',
    summary: 'End this session, or all of this person.',
    input: signOutInput,
    output: z.strictObject({ signedOut: z.literal(true) }),
  },
] as const;

/** Serves sign-in, sign-out, first set-up and the question who is signed in. */
export function addSessionRoutes(app: FastifyInstance, people: PeoplePort): void {
  app.get('/api/session', async (request, reply) => {
    const token = sessionTokenOf(request);
    const connectionId = connectionOf(request);
    const passive = headerOf(request, IDLE_HEADER) === '1';
    const identity =
      token === undefined ? undefined : await identify(people, token, { connectionId, passive });
    if (token === undefined || identity === undefined) return anonymousView(request, reply, people);
    // Repeated so that a browser that lost the second cookie can go on.
    setSessionCookies(request, reply, token);
    callers.set(request, identity.caller);
    return viewOf(identity);
  });

  app.post('/api/setup', async (request, reply) => {
    assertOwnPage(request, undefined);
    const input = readInput(setUpInput, request.body ?? {});
    const { token } = await people.setUp({ ...input, address: request.ip });
    return opened(token, { request, reply, people });
  });

  app.post('/api/sign-in', async (request, reply) => {
    assertOwnPage(request, undefined);
    const input = readInput(signInInput, request.body ?? {});
    const earlierToken = sessionTokenOf(request);
    const { token } = await people.signIn({ ...input, address: request.ip, earlierToken });
    return opened(token, { request, reply, people });
  });

  app.post('/api/sign-out', async (request, reply) => {
    const token = sessionTokenOf(request);
    const input = readInput(signOutInput, request.body ?? {});
    if (token !== undefined) {
      assertOwnPage(request, token);
      await people.signOut(token, input);
    }
    setAnonymousCookies(request, reply);
    return { signedOut: true };
  });
}

/** A screen may remember a connection that is no longer its person's; it gets their first one instead of an error. */
async function identify(
  people: PeoplePort,
  token: string,
  asked: { connectionId: string | undefined; passive: boolean },
): Promise<ScreenIdentity | undefined> {
  try {
    return await people.identifySession(token, asked);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return people.identifySession(token, { passive: asked.passive });
  }
}

async function opened(
  token: string,
  door: { request: FastifyRequest; reply: FastifyReply; people: PeoplePort },
): Promise<SessionView> {
  const identity = await door.people.identifySession(token, {});
  if (identity === undefined) throw new InvariantError('A session that was just opened is found.');
  setSessionCookies(door.request, door.reply, token);
  callers.set(door.request, identity.caller);
  return viewOf(identity);
}

async function anonymousView(
  request: FastifyRequest,
  reply: FastifyReply,
  people: PeoplePort,
): Promise<SessionView> {
  const setupNeeded = await people.isSetUpNeeded();
  setAnonymousCookies(request, reply);
  return { setupNeeded, person: null, connections: [], connectionId: null, sandbox: false };
}

function viewOf(identity: ScreenIdentity): SessionView {
  const { caller, session, memberships } = identity;
  if (session === undefined) throw new InvariantError('A screen identity comes from a session.');
  const chosen = memberships.find((one) => one.connectionId === caller.connectionId);
  return {
    setupNeeded: false,
    person: {
      id: caller.personId,
      name: session.name,
      email: session.email,
      roles: [...identity.roles],
      permissions: [...caller.permissions].sort(),
      secondFactor: session.hasSecondFactor,
      coupaUserId: identity.coupaUserId,
    },
    connections: memberships.map((one) => ({ id: one.connectionId, name: one.name, coupaUrl: one.coupaUrl })),
    connectionId: caller.connectionId,
    sandbox: chosen?.isSandbox ?? false,
  };
}
