import { fail } from './given.ts';
import { readClient } from './read-client.ts';
import type { Tenant } from './tenant.ts';
import type { TenantProfile } from './tenant-profile.ts';
import { keepSettings } from './tenant-settings.ts';

/** Makes the tenant what its profile says. @throws GivenError for a client or an approver that cannot be. */
export function setUpTenant(tenant: Tenant, profile: TenantProfile, now: string): void {
  const { state, oauth } = tenant;
  for (const [index, client] of profile.clients.entries())
    tenant.putClient(readClient(client, `clients[${index}]`, state, oauth.clients[0]));
  const logins = new Set([...state.rows('users')].map((user) => user.login));
  for (const [index, { approver }] of (profile.approvals ?? []).entries())
    if (!logins.has(approver)) fail(`approvals[${index}].approver`, 'the login of a user', approver);
  tenant.setRules({ customFields: profile.customFields, filters: profile.filters });
  keepSettings(state, profile, now);
}
