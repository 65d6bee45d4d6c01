import { expect, it } from 'vitest';
import { earlierBillings } from './earlier-billing.ts';
import { invoice, invoiceLine, order } from './situation.test-data.ts';

it('an earlier billing says what it was for, on which delivery, and whether it is a credit', () => {
  const line = invoiceLine({
    description: 'Bearing 6204',
    matchReference: 'DN-17',
    deliveryNoteNumber: 'LS-1',
  });
  const [billed] = earlierBillings([invoice({ lines: [line], documentType: 'credit_note' })], [order()]);
  expect(billed).toMatchObject({ description: 'Bearing 6204', reference: 'DN-17', isCredit: true });
});

it('and leaves out what it does not know', () => {
  const line = invoiceLine({ description: '', deliveryNoteNumber: 'LS-1' });
  const [billed] = earlierBillings([invoice({ lines: [line] })], [order()]);
  expect(billed).toMatchObject({ reference: 'LS-1' });
  expect(billed).not.toHaveProperty('description');
  expect(billed).not.toHaveProperty('isCredit');
});
