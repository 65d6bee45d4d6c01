import { createCalloutDoor } from '#connections/callout-door.ts';
import { rotateSecrets } from '#connections/connection-secrets.queries.ts';
import { type CoupaFor, createCoupaFor } from '#connections/coupa-for.ts';
import type { ConnectionDraft } from '#connections/create-connection.ts';
import { ensureConnection } from '#connections/ensure-connection.ts';
import { ensureConfirmCursors } from '#engine/confirm-action.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import type { ChildSandbox, SandboxDoor } from './child-sandbox.ts';
import type { Config } from './config.ts';
import type { Parts } from './running.ts';

/**
 * What Purser cannot do without. Coupa refuses a token altogether when one right is asked for that the client was not
 * given, so those that only explain more are asked for where somebody names them, and of the sandbox, which has them.
 */
const NEEDED_SCOPES = [
  'core.approval.read',
  'core.approval.write',
  'core.comment.read',
  'core.comment.write',
  'core.common.read',
  'core.inventory.receiving.read',
  'core.invoice.read',
  'core.invoice.write',
  'core.purchase_order.read',
  'core.supplier.read',
  'core.user.read',
].join(' ');

/**
 * The connection that the environment names, or the sandbox's, is there afterwards with its first policy.
 * @returns the way to each connection's Coupa.
 */
export async function prepareConnection(
  parts: Parts,
  sandbox: { readonly running: ChildSandbox; readonly door: SandboxDoor } | undefined,
): Promise<CoupaFor> {
  const { db, ring, clock, agents } = parts;
  const draft = draftOf(parts.config, sandbox?.running);
  if (draft !== undefined) {
    const now = clock.now();
    await ensureConnection(draft, {
      db,
      ring,
      now,
      who: { kind: 'system', id: 'start', name: 'Purser' },
      agentIds: agents.map((agent) => agent.id),
      alongside: async (tx) => {
        await addPolicy(tx, draft.id, {
          document: starterPolicy(agents),
          expectedVersion: 0,
          by: { id: 'purser', name: 'Purser' },
          note: 'The policy a connection starts with: a person decides everything.',
        });
      },
    });
    if (sandbox !== undefined) await ensureDoor(parts, draft.id, sandbox.door);
  }
  // With a new key in front of the old, everything is under the new one once a process has started.
  if (ring.earlier.length > 0) await rotateSecrets(db, ring);
  await ensureConfirmCursors(db);
  return createCoupaFor({ db, clock, ring });
}

function draftOf(config: Config, sandbox: ChildSandbox | undefined): ConnectionDraft | undefined {
  const { coupa } = config;
  if (coupa !== undefined) {
    return {
      id: 'coupa',
      name: new URL(coupa.url).hostname.split('.')[0] ?? 'Coupa',
      coupaUrl: coupa.url,
      credentials: {
        clientId: coupa.clientId,
        clientSecret: coupa.clientSecret,
        scopes: (coupa.scopes ?? NEEDED_SCOPES).split(/\s+/),
      },
      ...(coupa.serviceUserId === undefined ? {} : { serviceUserId: coupa.serviceUserId }),
    };
  }
  if (sandbox === undefined) return undefined;
  return {
    id: 'sandbox',
    name: 'Halden Group',
    coupaUrl: sandbox.url,
    timeZone: 'Europe/Berlin',
    credentials: {
      clientId: sandbox.clientId,
      clientSecret: sandbox.clientSecret,
      scopes: [...NEEDED_SCOPES.split(' '), 'core.catalog.read', 'core.contract.read'],
    },
    serviceUserId: sandbox.serviceUserId,
    isSandbox: true,
  };
}

async function ensureDoor(parts: Parts, connectionId: string, door: SandboxDoor): Promise<void> {
  await parts.db.inConnection(connectionId, async (tx) => {
    const known = await tx.query('select 1 from callout_door where id = $1', [door.id]);
    if (known.length > 0) return;
    const draft = { name: 'Sandbox', mode: 'standard_webhooks' as const };
    await createCalloutDoor(tx, connectionId, draft, { ring: parts.ring, id: door.id, secret: door.secret });
  });
}
