import { connectCoupa } from '#coupa/client/connect.ts';
import { type InstanceUrlRules, readInstanceUrl } from '#coupa/client/instance-url.ts';
import type { CoupaCredentials } from '#coupa/client/oauth-token.ts';
import { createRateLimit } from '#coupa/client/rate-limit.ts';
import type { Clock } from '#kernel/clock.ts';
import { describeError } from '#kernel/errors.ts';
import { type Capability, capabilitiesOf } from './probe-connection.ts';
import { PROBES } from './probes.ts';

/** One thing that has to hold before a connection can be followed, and what was found. */
export interface CheckStep {
  readonly step: string;
  /** For people. */
  readonly title: string;
  /** `warning`: Purser works, with less. `skipped`: an earlier step or a missing scope leaves nothing to ask. */
  readonly state: 'passed' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
}

export interface ConnectionCheck {
  readonly steps: readonly CheckStep[];
  readonly scopes: readonly Capability[];
  /** Scopes that Coupa gives this client, of those Purser knows. */
  readonly granted: readonly string[];
  /** True when it can be read: invoices with their orders at least. */
  readonly isUsable: boolean;
}

export interface CheckDeps {
  readonly clock: Clock;
  readonly urlRules?: InstanceUrlRules;
  /** Ends everything that is on its way. */
  readonly signal?: AbortSignal;
}

/** Without these there is nothing to decide. */
const NEEDED: readonly string[] = ['core.invoice.read', 'core.purchase_order.read'];
/** What the check asks for besides, to tell more; nothing that Purser does rests on it. */
const BESIDE: readonly string[] = ['core.accounting.read'];

/**
 * Tries out an address and an OAuth client, step by step, and says of each step what was found. Only reads; nothing is
 * kept, no token either. Never throws for what Coupa or the network does.
 */
export async function checkConnection(
  draft: { readonly coupaUrl: string; readonly clientId: string; readonly clientSecret: string },
  deps: CheckDeps,
): Promise<ConnectionCheck> {
  const steps: CheckStep[] = [];
  const place = addressOf(draft.coupaUrl, deps);
  steps.push(place.step);
  if (place.origin === undefined) return unusable(steps, ['reach', 'token', 'scopes']);
  const credentials = { clientId: draft.clientId, clientSecret: draft.clientSecret };
  const asked = await askForScopes(place.origin, credentials, deps);
  steps.push(...asked.steps);
  if (asked.granted === undefined) return unusable(steps, missingSteps(steps));
  const { granted } = asked;
  const scopes = capabilitiesOf(granted);
  steps.push(scopeStep(scopes));
  const connection = connect(place.origin, { ...credentials, scopes: granted }, deps);
  for (const probe of PROBES) {
    steps.push({ step: probe.step, title: probe.title, ...(await probe.run(connection, granted, deps)) });
  }
  return {
    steps,
    scopes,
    granted,
    isUsable: NEEDED.every((scope) => granted.includes(scope)) && !hasFailedReading(steps),
  };
}

function addressOf(
  text: string,
  { urlRules }: CheckDeps,
): { readonly step: CheckStep; readonly origin: string | undefined } {
  const named = { step: 'address', title: 'Address' };
  try {
    const { origin } = readInstanceUrl(text, urlRules);
    return { origin, step: { ...named, state: 'passed', says: `${origin} is an address we may call.` } };
  } catch (thrown) {
    return { origin: undefined, step: { ...named, state: 'failed', says: describeError(thrown).message } };
  }
}

function connect(origin: string, credentials: CoupaCredentials, deps: CheckDeps) {
  const { clock, urlRules } = deps;
  return connectCoupa({
    url: origin,
    credentials,
    clock,
    rateLimit: createRateLimit(clock),
    // A token that is only tried out is not kept.
    tokenCache: { get: async () => undefined, set: async () => undefined },
    ...(urlRules === undefined ? {} : { urlRules }),
  });
}

/** Asking for a scope that was not granted fails the whole request, so that then each is asked for alone. */
async function askForScopes(
  origin: string,
  client: Omit<CoupaCredentials, 'scopes'>,
  deps: CheckDeps,
): Promise<{ readonly steps: readonly CheckStep[]; readonly granted: readonly string[] | undefined }> {
  const all = [...capabilitiesOf(undefined).map(({ scope }) => scope), ...BESIDE];
  const tried = await tokenFor(origin, { ...client, scopes: all }, deps);
  if (tried.error === undefined) return { steps: reached(origin), granted: tried.scopes ?? all };
  if (tried.error.code !== 'coupa_forbidden')
    return { steps: tokenSteps(origin, tried.error), granted: undefined };
  const granted: string[] = [];
  for (const scope of all) {
    const { error } = await tokenFor(origin, { ...client, scopes: [scope] }, deps);
    if (error === undefined) granted.push(scope);
    else if (error.code !== 'coupa_forbidden')
      return { steps: tokenSteps(origin, error), granted: undefined };
  }
  return { steps: reached(origin), granted };
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

async function tokenFor(
  origin: string,
  credentials: CoupaCredentials,
  deps: CheckDeps,
): Promise<{ readonly scopes?: readonly string[] | undefined; readonly error?: Refusal }> {
  try {
    return { scopes: await connect(origin, credentials, deps).grantedScopes() };
  } catch (thrown) {
    return { error: describeError(thrown) };
  }
}

/** Codes that mean nothing answered there at all. */
const UNREACHED: readonly string[] = ['coupa_url_refused', 'coupa_unavailable', 'coupa_timeout'];

function reached(origin: string): readonly CheckStep[] {
  return [
    reachStep(origin),
    { step: 'token', title: 'OAuth client', state: 'passed', says: 'Coupa gave a token.' },
  ];
}

function reachStep(origin: string): CheckStep {
  const named = { step: 'reach', title: 'Reachable, with TLS' };
  return origin.startsWith('https:')
    ? { ...named, state: 'passed', says: 'It answers, and its certificate is valid.' }
    : {
        ...named,
        state: 'warning',
        says: 'It answers without TLS; that is for a sandbox on this machine only.',
      };
}

function tokenSteps(origin: string, { code, message }: Refusal): readonly CheckStep[] {
  if (UNREACHED.includes(code)) {
    return [{ step: 'reach', title: 'Reachable, with TLS', state: 'failed', says: message }];
  }
  return [reachStep(origin), { step: 'token', title: 'OAuth client', state: 'failed', says: message }];
}

function scopeStep(scopes: readonly Capability[]): CheckStep {
  const named = { step: 'scopes', title: 'Scopes' };
  const missing = scopes.filter(({ granted }) => granted === false).map(({ scope }) => scope);
  if (missing.length === 0) {
    return { ...named, state: 'passed', says: `All ${scopes.length} scopes are granted.` };
  }
  const isNeeded = missing.some((scope) => NEEDED.includes(scope));
  const says = `Not granted: ${missing.join(', ')}. Add them to the OAuth client in Coupa, under Setup, Integrations, OAuth2/OpenID Connect Clients.`;
  return { ...named, state: isNeeded ? 'failed' : 'warning', says };
}

const LATER: Readonly<Record<string, string>> = {
  reach: 'Reachable, with TLS',
  token: 'OAuth client',
  scopes: 'Scopes',
};

function missingSteps(steps: readonly CheckStep[]): readonly string[] {
  return Object.keys(LATER).filter((name) => !steps.some(({ step }) => step === name));
}

/** What comes after a failure is listed too, so that nobody takes it for fine. */
function unusable(steps: readonly CheckStep[], left: readonly string[]): ConnectionCheck {
  const skipped = (step: string, title: string): CheckStep => ({
    step,
    title,
    state: 'skipped',
    says: 'Not tried: a step before it failed.',
  });
  return {
    steps: [
      ...steps,
      ...left.map((name) => skipped(name, LATER[name] ?? name)),
      ...PROBES.map(({ step, title }) => skipped(step, title)),
    ],
    scopes: capabilitiesOf(undefined),
    granted: [],
    isUsable: false,
  };
}

function hasFailedReading(steps: readonly CheckStep[]): boolean {
  return steps.some(
    ({ step, state }) => state === 'failed' && (step === 'invoices' || step === 'purchase_orders'),
  );
}
