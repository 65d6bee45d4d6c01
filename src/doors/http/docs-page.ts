import type { ApiDescription, ApiOperation } from './open-api.ts';

/** The API as one page for people: no scripts, nothing from elsewhere. */
export function docsPage(api: ApiDescription): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const groups = api.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Purser API</title><link rel="icon" href="/mark.svg"><link rel="stylesheet" href="/docs/style.css"></head><body>
<header><h1>Purser API</h1><p>${text(api.info.description)}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI ${api.openapi}).</p></header>
<nav aria-label="Groups">${groups.map(({ name }) => `<a href="#${text(name)}">${text(name)}</a>`).join(' ')}</nav>
<main>${groups
    .map(
      ({ name, operations: own }) =>
        `<section id="${text(name)}"><h2>${text(name)}</h2>${own.map(operationPart).join('')}</section>`,
    )
    .join('')}</main></body></html>`;
}

function operationPart(one: { path: string; method: string; operation: ApiOperation }): string {
  const { operation } = one;
  const rows = operation.parameters
    .map(
      (parameter) =>
        `<tr><td><code>${text(parameter.name)}</code></td><td>${parameter.in}${parameter.required ? ', required' : ''}</td><td><code>${schemaWords(parameter.schema)}</code></td></tr>`,
    )
    .join('');
  const body = operation.requestBody?.content;
  return `<article id="${text(operation.operationId)}"><h3><span class="${one.method.toLowerCase()}">${one.method}</span> <code>${text(one.path)}</code></h3>
<p>${text(operation.summary)}${operation.description === undefined ? '' : ` <small>${text(operation.description).replace(/`([^`]+)`/g, '<code>$1</code>')}</small>`}</p>
${rows === '' ? '' : `<table><thead><tr><th>Parameter</th><th>In</th><th>Kind</th></tr></thead><tbody>${rows}</tbody></table>`}
${body === undefined ? '' : `<details><summary>Body</summary><pre>${json(body)}</pre></details>`}
<details><summary>Answer</summary><pre>${json(operation.responses['200']?.content)}</pre></details></article>`;
}

function schemaWords(schema: Readonly<Record<string, unknown>>): string {
  const { type, enum: choices } = schema;
  if (Array.isArray(choices)) return text(choices.join(' | '));
  return text(typeof type === 'string' ? type : JSON.stringify(schema));
}

function json(value: unknown): string {
  return text(JSON.stringify(value, null, 2));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function text(value: unknown): string {
  return String(value).replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
}

/** Follows the system's light or dark. */
export const DOCS_STYLE = `:root{color-scheme:light dark;--line:light-dark(#ddd9d2,#38352f);--soft:light-dark(#f6f4f0,#221f1b);--quiet:light-dark(#5f5a52,#a8a196)}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem}
header p{max-width:44rem;color:var(--quiet)}nav{display:flex;flex-wrap:wrap;gap:.75rem;padding:.75rem 0;border-block:1px solid var(--line)}
article{border-top:1px solid var(--line);padding:.5rem 0 1rem}h3{font-size:1rem;margin:.5rem 0 .25rem}h3 span{display:inline-block;min-width:4.5em;font-weight:700}
p{margin:.25rem 0}small{color:var(--quiet)}table{border-collapse:collapse;margin:.5rem 0}th,td{text-align:left;padding:.15rem 1rem .15rem 0;vertical-align:top;border-bottom:1px solid var(--line)}
pre{background:var(--soft);padding:.75rem;overflow:auto;max-height:26rem;border-radius:6px;font-size:13px}summary{cursor:pointer;color:var(--quiet)}`;
