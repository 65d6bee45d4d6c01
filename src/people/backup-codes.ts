import { randomBytes } from 'node:crypto';
import { sha256 } from '#kernel/canonical-json.ts';
import { toBase32 } from './totp.ts';

const CODES = 10;
/** 80 bits: beyond guessing even for someone who holds the hashes. */
const CODE_BYTES = 10;

/** Ten codes for the day the telephone is lost; each is good once. Shown one time, stored as hashes. */
export function newBackupCodes(): { codes: string[]; hashes: Buffer[] } {
  const codes = Array.from({ length: CODES }, () => {
    const text = toBase32(randomBytes(CODE_BYTES)).toLowerCase();
    return (text.match(/.{4}/g) ?? []).join('-');
  });
  return { codes, hashes: codes.map(hashBackupCode) };
}

/** Hash of a code however it was typed: case, blanks and dashes do not count. */
export function hashBackupCode(code: string): Buffer {
  return sha256(code.toLowerCase().replace(/[^a-z2-7]/g, ''));
}

/** Whether the text has the form of a backup code rather than of a time-based one. */
export function looksLikeBackupCode(code: string): boolean {
  return code.toLowerCase().replace(/[\s-]/g, '').length === 16;
}
