// The entrance: what this is, and all that somebody needs who has only this page.
import { allResources } from '../catalogue/all-resources.ts';
import type { Resource } from '../catalogue/resource.ts';
import { SCENARIOS } from '../scenarios.ts';
import type { Tenant } from '../tenant.ts';
import { facts, type Html, html, statusPill, table } from './html.ts';
import { countByStatus } from './newest-rows.ts';

/** What this is, how to call it, what there is, and how to make it rain. */
export function handbookPage(tenant: Tenant): Html {
  const [account] = tenant.oauth.clients;
  const statuses = countByStatus(tenant.state, 'invoices');
  return html`<h1>A Coupa in a box</h1>
<section><p>This is a pretend Coupa tenant with an invented company, Halden Group. It behaves as Coupa's public integration
documents say; it is not Coupa and knows nothing of a real one. What you change here, API clients see.</p>
<p>Invoices: ${[...statuses].sort().map(([status, count]) => html`<a href="/invoices?status=${status}">${statusPill(status)}</a> ${count} `)}</p></section>
<h2>For API clients</h2><section>${facts([
    ['Token', html`<code>POST /oauth2/token</code>, grant_type client_credentials`],
    ['Client id', html`<code>${account.clientId}</code>`],
    ['Client secret', html`<code>${account.clientSecret}</code>`],
    ['Limit', '25 calls a second, 20 more wait, then 429'],
    ['Reading only, as GraphQL', html`<code>POST /api/graphql</code>`],
  ])}
<p>A token, and the five invoices that changed last:</p>
<pre>TOKEN=$(curl -s -d grant_type=client_credentials -d client_id=${account.clientId} \\
  -d client_secret=${account.clientSecret} -d scope=core.invoice.read \\
  ADDRESS/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -s -H "Authorization: Bearer $TOKEN" -H 'Accept: application/json' \\
  'ADDRESS/api/invoices?limit=5&amp;order_by=updated_at&amp;dir=desc'</pre>
<p><small>ADDRESS is that of this page. Without <code>Accept</code> the answer is XML, as in Coupa.</small></p></section>
<h2>What there is</h2><section>${table(
    ['Path', 'Records#', 'To read', 'To create or change'],
    listed().map((resource) => [
      html`<code>/api/${resource.path ?? ''}</code>`,
      String(tenant.state.count(resource.table)),
      scopesOf(resource, 'read'),
      scopesOf(resource, 'create', 'update'),
    ]),
  )}<p><small>Any one of several scopes is enough. A right without a scope does not exist: the answer is 405.</small></p></section>
<h2>Bad weather</h2><section><p>With the admin key that the env file and the start of the program tell, in <code>X-Sandbox-Key</code>:
<code>POST /sandbox/faults</code> with <code>{"use": ["storm"]}</code>, or with faults of your own; nothing in the list ends all of it.
<code>POST /sandbox/clock</code> moves the clock on by hours or days.</p>${table(
    ['Name', 'What happens'],
    Object.entries(SCENARIOS).map(([name, { what }]) => [html`<code>${name}</code>`, what]),
  )}</section>`;
}

/** Those that have a path of their own, in the order of the paths. */
function listed(): readonly Resource[] {
  return allResources
    .filter(({ path }) => path !== undefined)
    .sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1));
}

function scopesOf({ scopes }: Resource, ...rights: readonly ('read' | 'create' | 'update')[]): string {
  return [...new Set(rights.flatMap((right) => scopes[right] ?? []))].join(', ');
}
