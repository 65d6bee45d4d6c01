import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt with 32 MiB and three passes, one of the OWASP-recommended settings (cheat sheet "Password Storage"):
 * some 150 ms a guess here. What an older hash was made with stands in the hash itself.
 */
const COST = { log2N: 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Hashes a password for storing: `scrypt$15$8$3$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/**
 * Whether the password is the one that was hashed. Without a hash (nobody of that name) it works just as long and
 * says no, so that time does not tell who exists.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const known = hash === undefined ? undefined : read(hash);
  const { cost, salt, key } = known ?? NOBODY;
  const found = await derive(password, salt, cost);
  return timingSafeEqual(found, key) && known !== undefined;
}

/** Whether the hash was made with other settings than today's, so that it should be made anew at the next sign-in. */
export function isOutdatedHash(hash: string): boolean {
  return !hash.startsWith(`scrypt$${COST.log2N}$${COST.r}$${COST.p}$`);
}

interface Cost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

interface ReadHash {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly key: Buffer;
}

const NOBODY: ReadHash = { cost: COST, salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) };

function read(hash: string): ReadHash | undefined {
  const [kind, log2N, r, p, salt, key] = hash.split('$');
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return undefined;
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') };
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const N = 2 ** cost.log2N;
  const options = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r };
  return new Promise((resolve, reject) => {
    // The same letters typed on two keyboards must be one password.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
