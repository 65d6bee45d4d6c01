import { z } from 'zod';

/** A person as a member of one connection. */
export const memberRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  coupaUserId: z.string().nullable(),
  secondFactor: z.boolean(),
  active: z.boolean(),
  lastSeenAt: z.string().nullable(),
});
export type MemberRow = z.infer<typeof memberRow>;
