import { describe, expect, it } from 'vitest';
import type { ExactJson } from '#kernel/exact-json.ts';
import { customFieldKinds } from './custom-field-kinds.ts';

const kinds = (json: ExactJson) => Object.fromEntries(customFieldKinds(json));

describe('the kinds of custom fields', () => {
  it('are told by what the values look like, empty ones left out', () => {
    const fields = {
      free: 'north',
      digits: '12.50',
      day: '2026-04-01',
      moment: '2026-04-01T10:00:00+02:00',
      ticked: false,
      centre: { id: '7', name: 'Berlin', 'external-ref-num': '100' },
      owner: { id: '1', login: 'anna' },
      limit: { amount: '12', currency: { code: 'EUR' } },
      tags: ['a'],
      form: { pages: '2' },
      nothing: null,
      blank: '',
      none: [],
    };
    expect(kinds({ 'custom-fields': fields })).toEqual({
      free: 'text',
      digits: 'number',
      day: 'date',
      moment: 'date',
      ticked: 'boolean',
      centre: 'lookup',
      owner: 'user',
      limit: 'money',
      tags: 'list',
      form: 'object',
    });
  });

  it('of lines stand under lines, and a text among numbers makes them texts', () => {
    const lines = [{ 'custom-fields': { size: '3' } }, { 'custom-fields': { size: 'large' } }, 'odd', null];
    expect(kinds({ 'requisition-lines': lines, 'custom-fields': 'odd' })).toEqual({ 'lines.size': 'text' });
  });

  it('are none where there is no record', () => {
    for (const json of [null, 'text', [], true]) expect(kinds(json)).toEqual({});
  });
});
