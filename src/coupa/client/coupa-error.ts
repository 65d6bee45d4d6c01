import { XMLParser } from 'fast-xml-parser';
import { PurserError } from '#kernel/errors.ts';
import { type ExactJson, readExactJson } from '#kernel/exact-json.ts';
import { storable } from '../schema/wire.ts';
import { retryAfterMs } from './retry-after.ts';
import type { HttpAnswer } from './transport.ts';

/** An error body is a few sentences; more is not read. It also bounds what an XML parser may be asked to do. */
const BODY_CHARACTERS_MAX = 64 * 1024;
const MESSAGES_MAX = 5;
const MESSAGE_CHARACTERS_MAX = 300;
/** Error documents nest model, attribute, message; what nests deeper is none. */
const DEPTH_MAX = 6;

/** What the failing call was, for the sentence. */
export interface FailedCall {
  /** `GET invoices/12`, without query and host. */
  readonly what: string;
  /** The OAuth scope the call needs, where we know it. */
  readonly scope?: string | undefined;
  readonly now: Date;
}

/**
 * The error for an answer that is no success. Everything Coupa is known to send is understood: JSON by model and
 * attribute, XML, OAuth's own form, an HTML page, nothing at all.
 */
export function toCoupaError(answer: HttpAnswer, call: FailedCall): PurserError {
  const messages = readErrorMessages(answer);
  const said = messages.length === 0 ? '' : ` Coupa says: ${messages.join(' ')}`;
  const details = { status: answer.status, what: call.what, messages };
  const { status } = answer;
  if (status === 401) {
    return new PurserError('coupa_unauthorized', `Coupa does not accept our token for ${call.what}.${said}`, {
      details,
    });
  }
  if (status === 403) {
    const scope = call.scope === undefined ? 'a scope' : `the scope ${call.scope}`;
    const sentence = `Coupa forbids ${call.what}: the OAuth client lacks ${scope}, or its user may not do this.`;
    return new PurserError('coupa_forbidden', `${sentence}${said}`, {
      details: { ...details, scope: call.scope },
    });
  }
  if (status === 404) {
    return new PurserError('coupa_not_found', `Coupa knows nothing under ${call.what}.${said}`, { details });
  }
  if (status === 429) {
    return new PurserError('coupa_rate_limited', `Coupa refuses ${call.what} as one call too many.${said}`, {
      retryable: true,
      details: { ...details, retryAfterMs: retryAfterMs(answer.headers, call.now) },
    });
  }
  if (status === 408) {
    return new PurserError('coupa_timeout', `Coupa waited in vain for the whole of ${call.what}.`, {
      retryable: true,
      details,
    });
  }
  if (status >= 500) {
    return new PurserError('coupa_unavailable', `Coupa failed at ${call.what} with ${status}.${said}`, {
      retryable: true,
      details: { ...details, retryAfterMs: retryAfterMs(answer.headers, call.now) },
    });
  }
  if (status >= 300 && status < 400) {
    const where = hostOf(answer.headers.location);
    return new PurserError(
      'coupa_unreadable',
      `Coupa sends ${call.what} elsewhere${where}; redirects are not followed. Is the instance URL still right?`,
      { details: { ...details, why: 'redirect' } },
    );
  }
  return new PurserError('coupa_refused', `Coupa refuses ${call.what} with ${status}.${said}`, { details });
}

/** The sentences in an error body, cleaned and cut; empty when it holds none. Warnings are no errors and left out. */
export function readErrorMessages(answer: HttpAnswer): readonly string[] {
  const body = answer.body.slice(0, BODY_CHARACTERS_MAX).trim();
  if (body === '') return [];
  if (isHtml(answer)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(body)?.[1];
    return title === undefined ? ['an HTML page'] : clean([`an HTML page titled “${title.trim()}”`]);
  }
  if (body.startsWith('<')) return clean(xmlMessages(body));
  if (body.startsWith('{') || body.startsWith('[')) return clean(jsonMessages(body));
  return clean([body]);
}

/** Whether what came is a page for people: a login, a maintenance notice, a proxy's own words. */
export function isHtml(answer: HttpAnswer): boolean {
  return /^\s*(<!doctype html|<html|<head|<body)/i.test(answer.body.slice(0, 1000));
}

function jsonMessages(body: string): string[] {
  let json: ExactJson;
  try {
    json = readExactJson(body, 'error body');
  } catch {
    // The status has told what happened; a body that cannot be read adds nothing to it.
    return [];
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return textsIn(json, '', 0);
  const { errors, error, error_description: description, message } = json;
  if (errors !== undefined) return textsIn(errors, '', 0);
  if (error !== undefined) return [...textsIn(error, '', 0), ...textsIn(description ?? null, '', 0)];
  return textsIn(message ?? json, '', 0);
}

/** Texts at any depth, with the name they stand under: `invoice-header: Invoice # has already been used`. */
function textsIn(json: ExactJson, name: string, depth: number): string[] {
  if (typeof json === 'string') return json.trim() === '' ? [] : [name === '' ? json : `${name}: ${json}`];
  if (json === null || typeof json === 'boolean' || depth > DEPTH_MAX) return [];
  if (Array.isArray(json)) return json.flatMap((item) => textsIn(item, name, depth + 1));
  return Object.entries(json).flatMap(([key, value]) =>
    key === 'warnings' || value === undefined ? [] : textsIn(value, key, depth + 1),
  );
}

function xmlMessages(body: string): string[] {
  // Entities could be declared there, and nothing Coupa sends has a document type.
  if (/<!DOCTYPE/i.test(body)) return [];
  try {
    const parsed: unknown = new XMLParser({ ignoreAttributes: true, parseTagValue: false }).parse(body);
    const root = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, ExactJson>) : {};
    const errors = root.errors ?? root.error ?? null;
    // In XML the element is called `error` each time, which says nothing.
    return textsIn(errors, '', 0).map((found) => found.replace(/^error: /, ''));
  } catch {
    // As with JSON: the status has told what happened.
    return [];
  }
}

function clean(messages: readonly string[]): string[] {
  return messages
    .slice(0, MESSAGES_MAX)
    .map((message) => storable(message).replace(/\s+/g, ' ').trim().slice(0, MESSAGE_CHARACTERS_MAX))
    .filter((message) => message !== '');
}

function hostOf(location: string | undefined): string {
  if (location === undefined || !URL.canParse(location)) return '';
  return ` (to ${new URL(location).host})`;
}
