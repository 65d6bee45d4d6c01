import { describe, expect, it } from 'vitest';
import { readErrorMessages, toCoupaError } from './coupa-error.ts';
import { retryAfterMs } from './retry-after.ts';

const now = new Date('2026-11-20T09:00:00Z');
const messages = (body: string, status = 400): readonly string[] =>
  readErrorMessages({ status, headers: {}, body });

describe('what an error body says', () => {
  it.each([
    [
      'JSON by model',
      '{"errors":{"invoice-header":["Invoice # has already been used for this supplier"]}}',
      ['invoice-header: Invoice # has already been used for this supplier'],
    ],
    [
      'JSON by two models',
      '{"errors":{"user":["Login has already been taken"],"account":["Segment 1 can’t be blank"]}}',
      ['user: Login has already been taken', 'account: Segment 1 can’t be blank'],
    ],
    [
      'JSON by model and attribute',
      '{"errors":{"invoice":{"invoice-number":["is taken"]}}}',
      ['invoice-number: is taken'],
    ],
    ['a JSON list', '{"errors":["one","two"]}', ['one', 'two']],
    ['JSON text', '{"errors":"just this"}', ['just this']],
    [
      'JSON with warnings among errors',
      '{"errors":{"warnings":["over budget"],"invoice-header":["no"]}}',
      ['invoice-header: no'],
    ],
    [
      'OAuth',
      '{"error":"invalid_scope","error_description":"core.x is unknown"}',
      ['invalid_scope', 'core.x is unknown'],
    ],
    ['a message', '{"message":"Nope"}', ['Nope']],
    [
      'XML',
      '<errors>\n <error>First</error>\n <error><![CDATA[a < b & c]]></error></errors>',
      ['First', 'a < b & c'],
    ],
    ['XML with entities', '<errors><error>A &amp; B</error></errors>', ['A & B']],
    [
      'a page',
      '<!DOCTYPE html><html><head><title> Down for\n maintenance </title>',
      ['an HTML page titled “Down for maintenance”'],
    ],
    ['a page without title', '<html><body>hi', ['an HTML page']],
    ['plain text', 'Service Unavailable', ['Service Unavailable']],
    ['nothing', '', []],
    ['blanks', ' \n ', []],
    ['broken JSON', '{"errors":{"a":', []],
    ['broken XML', '<errors><error>', ['']],
    [
      'XML with a document type',
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><errors><error>&e;</error></errors>',
      [],
    ],
  ])('%s', (_name, body, expected) => {
    expect(messages(body)).toEqual(expected.filter((message) => message !== ''));
  });

  it('is cut to five sentences of 300 characters, without line breaks or NULs', () => {
    const long = messages(JSON.stringify({ errors: Array(50).fill(`a\n\0${'x'.repeat(1000)}`) }));
    expect(long).toHaveLength(5);
    expect(long[0]).toBe(`a ${'x'.repeat(298)}`);
  });

  it('costs little however large or deep the body is', () => {
    const started = performance.now();
    messages(`<errors>${'&#65;'.repeat(2_000_000)}</errors>`);
    messages(`${'['.repeat(1_000_000)}`);
    messages(`<errors>${'<e>'.repeat(300_000)}`);
    messages('{"errors":'.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('the error of a status', () => {
  it.each([
    [400, 'coupa_refused', false],
    [401, 'coupa_unauthorized', false],
    [403, 'coupa_forbidden', false],
    [404, 'coupa_not_found', false],
    [408, 'coupa_timeout', true],
    [409, 'coupa_refused', false],
    [422, 'coupa_refused', false],
    [429, 'coupa_rate_limited', true],
    [500, 'coupa_unavailable', true],
    [503, 'coupa_unavailable', true],
    [599, 'coupa_unavailable', true],
    [302, 'coupa_unreadable', false],
  ])('%i is %s', (status, code, retryable) => {
    const error = toCoupaError(
      { status, headers: {}, body: '{"errors":{"x":["because"]}}' },
      { what: 'GET x', now },
    );
    expect(error).toMatchObject({
      code,
      retryable,
      details: { status, what: 'GET x', messages: ['x: because'] },
    });
    expect(error.message).toContain('GET x');
  });

  it('names the scope that is missing', () => {
    const answer = { status: 403, headers: {}, body: '' };
    expect(toCoupaError(answer, { what: 'GET suppliers', scope: 'core.supplier.read', now }).message).toBe(
      'Coupa forbids GET suppliers: the OAuth client lacks the scope core.supplier.read, or its user may not do this.',
    );
  });
});

describe('how long Coupa asks us to wait', () => {
  it.each([
    [{}, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': '121' }, 120_000],
    [{ 'retry-after': '999999999999' }, 120_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:10 GMT' }, 10_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 08:00:00 GMT' }, 0],
    [{ 'retry-after': 'Fri, 20 Nov 2099 08:00:00 GMT' }, 120_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 10:00:10 GMT', date: 'Fri, 20 Nov 2026 10:00:00 GMT' }, 10_000],
  ])('%o is %s ms', (headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});
