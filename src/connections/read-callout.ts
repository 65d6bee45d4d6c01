import { XMLParser } from 'fast-xml-parser';
import { PurserError } from '#kernel/errors.ts';
import { readExactJson } from '#kernel/exact-json.ts';

/** Elements inside elements; no document of Coupa comes near. */
const DEPTH_MAX = 100;

/** What a call-out may say, whatever its shape: plain values as text. */
export type CalloutValue = null | boolean | string | CalloutValue[] | { [key: string]: CalloutValue };

/**
 * Reads a call-out that a customer composed: any JSON or XML.
 * @throws PurserError `callout_refused` for XML that declares a document type; `invalid_input` for what is neither.
 */
export function readCallout(body: Uint8Array, contentType: string | undefined): CalloutValue {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body).trimStart();
  const isXml = /[/+]xml\b/i.test(contentType ?? '') || text.startsWith('<');
  return isXml ? readXml(text) : readExactJson(text, 'call-out');
}

function readXml(text: string): CalloutValue {
  // Before any parser sees it: a document type is the way to files and to entities that grow without end.
  if (/<!\s*(doctype|entity|element|attlist|notation)/i.test(text)) {
    throw new PurserError('callout_refused', 'A call-out in XML must not declare a document type.');
  }
  assertDepth(text);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    trimValues: true,
  });
  return parser.parse(text, true) as CalloutValue;
}

function assertDepth(text: string): void {
  let depth = 0;
  for (const [tag] of text.matchAll(/<\/?[A-Za-z_][^<>]*>/g)) {
    if (tag.startsWith('</')) depth -= 1;
    else if (!tag.endsWith('/>')) depth += 1;
    if (depth > DEPTH_MAX) {
      throw new PurserError('invalid_input', `Expected at most ${DEPTH_MAX} levels of nesting.`);
    }
  }
}
