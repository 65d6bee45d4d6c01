import type { Tx } from '#store/database.ts';
import { hashBackupCode, looksLikeBackupCode } from './backup-codes.ts';
import type { Sealer } from './people-deps.ts';
import { acceptedStep } from './totp.ts';

export interface SecondFactor {
  readonly sealedSecret: Uint8Array;
  readonly isConfirmed: boolean;
  readonly lastStep: number;
  readonly backupCodeHashes: readonly Buffer[];
}

/** What a secret is sealed about: moved to another person's row it opens no more. */
export function aboutSecondFactor(personId: string): string {
  return `second factor of ${personId}`;
}

/** The person's second factor, locked until the transaction ends, so that a code cannot be used twice at once. */
export async function lockSecondFactor(tx: Tx, personId: string): Promise<SecondFactor | undefined> {
  const [row] = await tx.query<{ sealed: Buffer; confirmed: boolean; step: string; hashes: Buffer[] }>(
    `select sealed_secret as sealed, confirmed_at is not null as confirmed, last_step as step,
            backup_code_hashes as hashes
       from person_second_factor where person_id = $1 for update`,
    [personId],
  );
  if (row === undefined) return undefined;
  return {
    sealedSecret: row.sealed,
    isConfirmed: row.confirmed,
    lastStep: Number(row.step),
    backupCodeHashes: row.hashes,
  };
}

/** Uses a code of the person's second factor up. @returns whether it was right; a wrong one changes nothing. */
export async function useCode(
  tx: Tx,
  attempt: { personId: string; factor: SecondFactor; code: string; now: Date },
  sealer: Sealer,
): Promise<boolean> {
  const { personId, factor, code, now } = attempt;
  if (looksLikeBackupCode(code)) {
    const used = await tx.execute(
      `update person_second_factor set backup_code_hashes = array_remove(backup_code_hashes, $2::bytea)
        where person_id = $1 and $2::bytea = any(backup_code_hashes)`,
      [personId, hashBackupCode(code)],
    );
    return used === 1;
  }
  const secret = sealer.open(factor.sealedSecret, aboutSecondFactor(personId));
  const step = acceptedStep(code.replace(/\s/g, ''), secret, now, factor.lastStep);
  if (step === undefined) return false;
  await tx.execute('update person_second_factor set last_step = $2 where person_id = $1', [personId, step]);
  return true;
}
