import { z } from 'zod';
import { ConflictError, PurserError } from '#kernel/errors.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import { codeLimit, countAttempt, forgetAttempts } from '../attempt-limit.ts';
import { newBackupCodes } from '../backup-codes.ts';
import type { Sealer } from '../people-deps.ts';
import { endSessions, findPersonById } from '../person.queries.ts';
import { aboutSecondFactor, lockSecondFactor } from '../second-factor.queries.ts';
import { acceptedStep, newTotpSecret, otpauthUrl } from '../totp.ts';
import { assertAtScreen, assertOwnPassword } from './change-password.ts';

/** A person switches the code of an authenticator app on or off for their own sign-in. */
export function secondFactorOperations(sealer: Sealer): readonly AnyOperation[] {
  return [startSecondFactor(sealer), confirmSecondFactor(sealer), disableSecondFactor];
}

const startSecondFactor = (sealer: Sealer) =>
  defineOperation({
    name: 'start_second_factor',
    summary: 'Make the secret for an authenticator app; it counts once a code has confirmed it.',
    http: { method: 'POST', path: '/api/second-factor/start' },
    input: z.strictObject({}),
    output: z.strictObject({ secret: z.string(), otpauthUrl: z.string() }),
    permission: 'self',
    audit: { none: 'nothing is protected before the secret is confirmed' },
    async run(_input, caller, { tx, now }) {
      assertAtScreen(caller.via);
      const { personId } = caller;
      const factor = await lockSecondFactor(tx, personId);
      if (factor?.isConfirmed === true) {
        throw new ConflictError('second_factor_on', 'Your second factor is on already; switch it off first.');
      }
      const secret = newTotpSecret();
      await tx.execute(
        `insert into person_second_factor (person_id, sealed_secret, started_at) values ($1, $2, $3)
         on conflict (person_id) do update set sealed_secret = $2, started_at = $3, last_step = 0`,
        [personId, sealer.seal(secret, aboutSecondFactor(personId)), now],
      );
      const person = await findPersonById(tx, personId);
      return { secret, otpauthUrl: otpauthUrl(secret, person?.email ?? caller.personName) };
    },
  });

const confirmSecondFactor = (sealer: Sealer) =>
  defineOperation({
    name: 'confirm_second_factor',
    summary: 'Switch the second factor on with a first code; answers the backup codes, once.',
    http: { method: 'POST', path: '/api/second-factor/confirm' },
    input: z.strictObject({ code: z.string().trim().max(20) }),
    output: z.strictObject({ backupCodes: z.array(z.string()) }),
    permission: 'self',
    audit: {
      what: 'second_factor_on',
      describe: (_input, _output, caller) => ({
        subject: `person/${caller.personId}`,
        text: `${caller.personName} switched their second factor on.`,
      }),
    },
    async before(_input, caller, { db, now }) {
      assertAtScreen(caller.via);
      await countAttempt(db, [codeLimit(caller.personId)], now);
    },
    async run(input, caller, { tx, now }) {
      const { personId } = caller;
      const factor = await lockSecondFactor(tx, personId);
      if (factor === undefined || factor.isConfirmed) {
        throw new ConflictError(
          'second_factor_not_started',
          'Start the second factor first, then confirm it.',
        );
      }
      const secret = sealer.open(factor.sealedSecret, aboutSecondFactor(personId));
      const step = acceptedStep(input.code.replace(/\s/g, ''), secret, now, factor.lastStep);
      if (step === undefined) {
        throw new PurserError(
          'code_wrong',
          'The code is wrong; check that the clock of the device is right.',
        );
      }
      await forgetAttempts(tx, [codeLimit(personId)], now);
      const { codes, hashes } = newBackupCodes();
      await tx.execute(
        `update person_second_factor set confirmed_at = $2, last_step = $3, backup_code_hashes = $4
          where person_id = $1`,
        [personId, now, step, hashes],
      );
      // Sessions opened without the second factor would be a way around it.
      await endSessions(tx, personId, caller.sessionId);
      return { backupCodes: codes };
    },
  });

const disableSecondFactor = defineOperation({
  name: 'disable_second_factor',
  summary: 'Switch the second factor off; needs the password.',
  http: { method: 'POST', path: '/api/second-factor/disable' },
  input: z.strictObject({ password: z.string().max(1_000) }),
  output: z.strictObject({ secondFactor: z.literal(false) }),
  permission: 'self',
  audit: {
    what: 'second_factor_off',
    describe: (_input, _output, caller) => ({
      subject: `person/${caller.personId}`,
      text: `${caller.personName} switched their second factor off.`,
    }),
  },
  async before(input, caller, deps) {
    assertAtScreen(caller.via);
    await assertOwnPassword({ personId: caller.personId, password: input.password }, deps);
  },
  async run(_input, caller, { tx }) {
    await tx.execute('delete from person_second_factor where person_id = $1', [caller.personId]);
    return { secondFactor: false as const };
  },
});
