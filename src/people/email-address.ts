import { z } from 'zod';

/** An e-mail address as the name of an account: trimmed and in lower case, so that one person is one account. */
export const emailAddress = z
  .string()
  .trim()
  .max(254, 'An e-mail address has at most 254 characters.')
  .regex(/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$|^[^\s@<>"]+@localhost$/, 'Expected an e-mail address.')
  .transform((text) => text.normalize('NFKC').toLowerCase());

/** What a person is called on screens and in the audit trail. */
export const personName = z.string().trim().min(1, 'Give a name.').max(120, 'At most 120 characters.');
