import { z } from 'zod';

/** What an administrator types to connect a Coupa. */
export const clientInput = {
  coupaUrl: z.string().trim().min(1).max(300),
  clientId: z.string().trim().min(1).max(300),
  clientSecret: z.string().trim().min(1).max(500),
};

export const timeZoneInput = z.string().trim().min(1).max(60);
export const nameInput = z.string().trim().min(1).max(80);

const checkStep = z.strictObject({
  step: z.string(),
  title: z.string(),
  state: z.enum(['passed', 'warning', 'failed', 'skipped']),
  says: z.string(),
});

export const checkOutput = z.strictObject({
  isUsable: z.boolean(),
  steps: z.array(checkStep),
  scopes: z.array(
    z.strictObject({ scope: z.string(), granted: z.boolean().nullable(), unlocks: z.string() }),
  ),
});
