import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isLosslessNumber, parse } from 'lossless-json';
import type { Body, BodyValue } from '../catalogue/resource.ts';
import { Refusal } from '../refusal.ts';

/** Deeper bodies than any document needs are an attack or a mistake. */
const DEPTH_MAX = 20;

/** Reads a request body into dashed keys and text values; an empty one is an empty object. */
export function readBody(text: string, contentType: string): Body {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  const isXml = contentType.includes('xml') || (!contentType.includes('json') && trimmed.startsWith('<'));
  const value = isXml ? fromXml(trimmed) : fromJson(trimmed);
  if (!value || typeof value !== 'object' || Array.isArray(value)) {
    throw new Refusal(400, { base: ['The request body must be one object.'] });
  }
  return value as Body;
}

const dashed = (key: string) => key.replaceAll('_', '-');

function fromJson(text: string): BodyValue {
  let value: unknown;
  try {
    value = parse(text);
  } catch (thrown) {
    throw new Refusal(400, { base: [`The request body is not valid JSON: ${(thrown as Error).message}`] });
  }
  return normalise(value, 0);
}

function normalise(value: unknown, depth: number): BodyValue {
  if (depth > DEPTH_MAX) throw new Refusal(400, { base: ['The request body is nested too deeply.'] });
  if (value === null || value === undefined) return null;
  if (isLosslessNumber(value)) return value.value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => normalise(item, depth + 1));
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([key, item]) => [dashed(key), normalise(item, depth + 1)]));
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  trimValues: true,
  ignoreDeclaration: true,
});

function fromXml(text: string): BodyValue {
  const valid = XMLValidator.validate(text);
  if (valid !== true)
    throw new Refusal(400, { base: [`The request body is not valid XML: ${valid.err.msg}`] });
  // Entities of its own making are how XML bombs are built; Coupa's documents never need them.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Refusal(400, { base: ['XML with a DOCTYPE is refused.'] });
  return element(Object.values(parseXml(text))[0], 0);
}

function parseXml(text: string): Record<string, unknown> {
  try {
    return parser.parse(text) as Record<string, unknown>;
  } catch (thrown) {
    throw new Refusal(400, { base: [`The request body is not valid XML: ${(thrown as Error).message}`] });
  }
}

/** An element: text, a list (`type="array"`), null (`nil="true"` without a value), or an object. */
function element(value: unknown, depth: number): BodyValue {
  if (depth > DEPTH_MAX) throw new Refusal(400, { base: ['The request body is nested too deeply.'] });
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => element(item, depth + 1));
  const given = value as Record<string, unknown>;
  const content = Object.entries(given).filter(([key]) => !key.startsWith('@') && key !== '#text');
  if (given['@type'] === 'array') {
    return content.flatMap(([, item]) => {
      const read = element(item, depth + 1);
      return Array.isArray(read) ? read : [read];
    });
  }
  if (content.length > 0) {
    return Object.fromEntries(content.map(([key, item]) => [dashed(key), element(item, depth + 1)]));
  }
  // A value wins over nil="true".
  if (typeof given['#text'] === 'string' && given['#text'] !== '') return given['#text'];
  return given['@nil'] === 'true' ? null : '';
}
