import path from 'node:path';
import type { AnchorDeps } from '#audit/anchor.ts';
import { loadAnchorKey } from '#audit/anchor-key.ts';
import { exportToFile, verifyExportFile, verifyLiveTrail } from '#audit/audit-work.ts';
import { auditCommand } from '#doors/cli/audit.ts';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import type { MainIo } from './main-io.ts';
import { withConnection } from './open-connection.ts';

/** `purser audit`: what needs the database opens it, and leaves a running server as it is. */
export function auditMain(argv: readonly string[], io: MainIo): Promise<number> {
  const at = (file: string): string => path.resolve(io.cwd, file);
  const key = (file: string | undefined): string | undefined => (file === undefined ? undefined : at(file));
  return auditCommand(argv, io, {
    verifyFile: (file, { keyFile }) => verifyExportFile(at(file), key(keyFile)),
    verifyLive: ({ keyFile, connection }) =>
      withTrail(io, connection, (connectionId, deps) => verifyLiveTrail(connectionId, key(keyFile), deps)),
    exportTo: (file, { invoice, connection }) =>
      withTrail(io, connection, (connectionId, deps) => exportToFile(at(file), connectionId, invoice, deps)),
  });
}

function withTrail<T>(
  io: MainIo,
  connection: string | undefined,
  work: (connectionId: string, deps: AnchorDeps) => Promise<T>,
): Promise<T> {
  return withConnection(io, { name: 'audit', connection, ownThing: 'audit trail' }, async (opened) =>
    work(opened.connectionId, {
      db: opened.db,
      key: await loadAnchorKey(opened.config.dataDir),
      dataDir: opened.config.dataDir,
      copyDir: opened.config.anchorCopyDir,
      clock: systemClock,
      log: silentLog,
    }),
  );
}
