import { expect, it } from 'vitest';
import { fieldsOf } from './fields.ts';
import { coupaInvoice } from './invoice.ts';
import { listOf, objectOf, reference } from './shape.ts';
import { amount, customFields, id, text } from './wire.ts';

it('asks for exactly what a schema reads, in Coupa’s tree of names', () => {
  const schema = objectOf({
    id,
    'gross-total': amount,
    supplier: reference({ id, name: text }),
    'invoice-lines': listOf(objectOf({ id, uom: reference({ code: text }) })),
    'custom-fields': customFields,
  });
  expect(JSON.parse(fieldsOf(schema))).toEqual([
    'id',
    'gross_total',
    { supplier: ['id', 'name'] },
    { invoice_lines: ['id', { uom: ['code'] }] },
    { custom_fields: {} },
  ]);
});

it('stays well below what servers take as a URL', () => {
  expect(encodeURIComponent(fieldsOf(coupaInvoice)).length).toBeLessThan(4_000);
});
