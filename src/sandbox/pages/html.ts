/** Text that is already safe to be HTML. */
export interface Html {
  readonly html: string;
}

type Part = Html | readonly Part[] | string | number | null | undefined | false;

/** A template that escapes everything put into it, unless it is Html itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, index) => text + render(parts[index])).join('') };
}

function render(part: Part): string {
  if (part === undefined || part === null || part === false) return '';
  if (typeof part === 'object') return 'html' in part ? part.html : part.map(render).join('');
  return escapeHtml(String(part));
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dbe1e8;--paper:#fff;--ground:#f5f7f9;--act:#0b5cad;--hold:#9a4a00;--good:#14683a}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#9aa7b6;--line:#2e3846;--paper:#182029;--ground:#10161d;--act:#7db7f5;--hold:#f0a860;--good:#6fd09a}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
header{background:var(--paper);border-bottom:1px solid var(--line);padding:.6rem 1rem;display:flex;gap:.3rem 1rem;flex-wrap:wrap;align-items:baseline}
header b{margin-right:auto}header small{color:var(--soft)}main{max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.35rem;margin:.4rem 0}h2{font-size:1.02rem;margin:1.6rem 0 .4rem}a{color:var(--act)}
section,.card{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.8rem 1rem;margin:.8rem 0}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.5rem 1rem;margin:0}dt{color:var(--soft);font-size:.82rem}dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.state{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 .6rem;font-size:.82rem;color:var(--soft)}
.state.hold{color:var(--hold)}.state.good{color:var(--good)}
form{display:inline-flex;gap:.4rem;flex-wrap:wrap;margin:.2rem .4rem .2rem 0}input,select,button,textarea{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:5px;padding:.35rem .6rem;max-width:100%}
button{cursor:pointer;border-color:var(--act);color:var(--act)}button:focus-visible,a:focus-visible,input:focus-visible{outline:2px solid var(--act);outline-offset:2px}
ol.history{margin:0;padding-left:1.1rem}ol.history time,small{color:var(--soft)}.said{background:var(--paper);border-left:3px solid var(--act);padding:.5rem .8rem}.said.no{border-color:var(--hold)}
code{overflow-wrap:anywhere} td code { white-space: nowrap; } pre { overflow-x: auto; }
`;

/** A whole page of the pretend Coupa. */
export function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Coupa sandbox</title><style>${{ html: STYLE }}</style></head>
<body><header><b><a href="/">Halden Group</a> <small>Coupa sandbox, not Coupa</small></b>
<a href="/invoices">Invoices</a><a href="/order_headers">Orders</a><a href="/inventory_transactions">Receipts</a>
<a href="/suppliers">Suppliers</a><a href="/users">Users</a></header><main>${content}</main></body></html>`
    .html;
}

const HELD = [
  'ap_hold',
  'on_hold',
  'pending_receipt',
  'pending_action',
  'booking_hold',
  'disputed',
  'buyer_hold',
];
const GOOD = ['approved', 'issued', 'active', 'created'];

/** A status as a pill whose colour says whether something holds it up. */
export function statusPill(status: string): Html {
  const tone = HELD.includes(status) ? 'hold' : GOOD.includes(status) ? 'good' : '';
  return html`<span class="state ${tone}">${status.replaceAll('_', ' ')}</span>`;
}

/** Facts as a definition list; empty ones are left out. */
export function facts(pairs: readonly (readonly [name: string, value: Html | string])[]): Html {
  const shown = pairs.filter(([, value]) => value !== '');
  return html`<dl>${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A table; cells of columns whose name ends in # are numbers. */
export function table(columns: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  if (rows.length === 0) return html`<p><small>None.</small></p>`;
  const isNumber = columns.map((column) => column.endsWith('#'));
  const cell = (value: Html | string, index: number) =>
    isNumber[index] ? html`<td class="n">${value}</td>` : html`<td>${value}</td>`;
  return html`<div class="wide"><table><thead><tr>${columns.map((column, index) =>
    isNumber[index] ? html`<th class="n">${column.slice(0, -1)}</th>` : html`<th>${column}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table></div>`;
}
