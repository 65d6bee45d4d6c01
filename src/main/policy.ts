import { AGENTS } from '#agents/registry.ts';
import { policyCommand } from '#doors/cli/policy.ts';
import { findPolicy } from '#engine/policy.queries.ts';
import { tolerancesOf } from '#governance/policy/tolerances.ts';
import { NotFoundError } from '#kernel/errors.ts';
import type { MainIo } from './main-io.ts';
import { withConnection } from './open-connection.ts';

/** `purser policy`: only what it exports comes from the database. */
export function policyMain(argv: readonly string[], io: MainIo): Promise<number> {
  return policyCommand(argv, io, {
    exportTolerances: ({ connection, version }) =>
      withConnection(io, { name: 'policy', connection, ownThing: 'policy' }, ({ connectionId, db }) =>
        db.inConnection(connectionId, async (tx) => {
          const found = await findPolicy(tx, version);
          if (found === undefined) throw new NotFoundError('version of the policy', String(version));
          return tolerancesOf(found.document, AGENTS).policy;
        }),
      ),
  });
}
