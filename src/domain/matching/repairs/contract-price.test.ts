import { describe, expect, it } from 'vitest';
import type { SupplierItem } from '../../records/supplier-item.ts';
import { agreedPrices } from '../agreed-price.ts';
import { billed, invoice, invoiceLine, order, orderLine, situation } from '../situation.test-data.ts';
import { matchInvoice } from '../three-way-match.ts';
import { agreed, cheap, contract, DEAR, stepOn, supplierItem, toldBy } from './ladder.test-data.ts';

describe('a price above the order, where a contract has it', () => {
  it('is told with contract, price and validity, and what the buyer may do', () => {
    expect(stepOn('contract_price', { ...DEAR, ...agreed() })).toEqual({
      rung: 'contract_price',
      found: 'helps',
      says: 'Contract RV-2026 has EUR 13.00 per EA from 2026-01-01 to 2026-12-31, as billed. Ask the buyer to correct the price of line 1 of order 7, or to accept it under contract RV-2026.',
      sources: ['supplier_item/31', 'contract/12'],
    });
  });

  it('stays an exception all the same', () => {
    const input = situation({ ...DEAR, ...agreed() });
    expect(matchInvoice(input)).toEqual(matchInvoice(situation(DEAR)));
    expect(matchInvoice(input).outcome).toBe('exception');
  });

  it('may be billed below what the contract allows', () => {
    expect(toldBy('contract_price', { ...DEAR, ...agreed({ price: '13.20' }) })).toEqual([
      'helps',
      expect.stringContaining('has EUR 13.20 per EA from 2026-01-01 to 2026-12-31, and EUR 13.00 is billed.'),
    ]);
  });

  it('holds with no end stated, and on the contract’s first and last day', () => {
    const { endDate: _end, ...open } = contract();
    expect(stepOn('contract_price', { ...DEAR, ...agreed(), contracts: [open] })?.says).toContain(
      'from 2026-01-01 with no end stated',
    );
    for (const day of [{ startDate: '2026-04-01' }, { endDate: '2026-04-01' }]) {
      expect(stepOn('contract_price', { ...DEAR, ...agreed({}, day) })?.found).toBe('helps');
    }
  });

  it('is found by our item or by a part number of the order line, however printed', () => {
    const { itemId: _item, ...byNumber } = supplierItem({ partNumbers: ['6204 2rs'] });
    expect(
      stepOn('contract_price', { ...DEAR, ...agreed(), agreedPrices: agreedPrices([byNumber]) })?.found,
    ).toBe('helps');
  });

  it.each<[string, Partial<SupplierItem>, Parameters<typeof contract>[0], string]>([
    [
      'expired',
      {},
      { endDate: '2026-03-31' },
      'but it ended on 2026-03-31, before the invoice date 2026-04-01.',
    ],
    [
      'not begun',
      {},
      { startDate: '2026-04-02' },
      'but it begins on 2026-04-02, after the invoice date 2026-04-01.',
    ],
    ['a draft', {}, { status: 'draft' }, 'but it has the status draft.'],
    ['terminated', {}, { isTerminated: true }, 'but it was terminated.'],
    ['smaller than the invoice', {}, { maximumValue: '324.99' }, 'but it covers at most EUR 324.99.'],
    ['another supplier’s', {}, { supplierId: '6' }, 'but it is with another supplier.'],
    [
      'in another currency',
      { currency: 'USD' },
      {},
      'Contract RV-2026 has USD 13.00 per EA, and the invoice is in EUR: two currencies are not compared.',
    ],
    [
      'per box',
      { unitOfMeasure: 'BX' },
      {},
      'Contract RV-2026 has EUR 13.00 per BX, and the line is billed per EA: no conversion is known.',
    ],
    ['lower', { price: '12.80' }, {}, 'and EUR 13.00 is billed: it does not explain the difference.'],
  ])('says nothing for it where the contract is %s', (_case, item, terms, words) => {
    const [found, says] = toldBy('contract_price', { ...DEAR, ...agreed(item, terms) });
    expect([found, says]).toEqual(['nothing', expect.stringContaining(words)]);
  });

  it('per box is compared with the pack size that is known', () => {
    const conversions = [{ from: 'BX', to: 'EA', factor: '10' }];
    const perBox = { ...DEAR, conversions, ...agreed({ unitOfMeasure: 'BX', price: '130.00' }) };
    expect(stepOn('contract_price', perBox)?.found).toBe('helps');
    expect(
      stepOn('contract_price', { ...perBox, ...agreed({ unitOfMeasure: 'BX', price: '129.99' }) })?.found,
    ).toBe('nothing');
  });

  it('from the supplier’s own catalogue is listed, not agreed', () => {
    const { contractId: _contract, ...listed } = supplierItem();
    expect(toldBy('contract_price', { ...DEAR, ...agreed(), agreedPrices: agreedPrices([listed]) })).toEqual([
      'nothing',
      'The supplier’s catalogue has EUR 13.00 per EA, but no contract stands behind it: listed is not agreed.',
    ]);
  });

  it('is not taken from a contract other than the order’s', () => {
    const orders = [order({ ...DEAR.orders?.[0], contract: { id: '8', number: 'RV-2024' } })];
    expect(toldBy('contract_price', { ...DEAR, orders, ...agreed() })).toEqual([
      'nothing',
      'Contract RV-2026 has EUR 13.00 per EA, but it was ordered under contract RV-2024.',
    ]);
  });

  it('is not found by a part number that only the invoice has: the supplier would choose its price', () => {
    const orders = [order({ lines: [orderLine()] })];
    expect(toldBy('contract_price', { ...DEAR, orders, ...agreed() })).toEqual([
      'nothing',
      'The order line names no article, so no agreed price can be told to be its own.',
    ]);
  });

  it('of another supplier or article is none', () => {
    for (const item of [{ supplierId: '6' }, { itemId: '301', partNumbers: ['6205'] }]) {
      expect(toldBy('contract_price', { ...DEAR, ...agreed(item) })).toEqual([
        'nothing',
        'No price is agreed in Coupa for the article.',
      ]);
    }
  });

  it('is not at hand where Coupa’s prices were not read', () => {
    expect(toldBy('contract_price', DEAR)).toEqual(['not_here', 'Prices of contracts are not at hand.']);
  });
});

it('a price below the order helps only where it is the very price of the contract', () => {
  expect(
    stepOn('contract_price', { ...cheap('11.00'), ...agreed({ price: '11.00' }) }, 'PRICE_UNDER')?.found,
  ).toBe('helps');
  expect(
    stepOn('contract_price', { ...cheap('11.00'), ...agreed({ price: '11.50' }) }, 'PRICE_UNDER')?.found,
  ).toBe('nothing');
});

describe('prices by quantity', () => {
  /** 13.00 up to 100, 11.00 beyond. */
  const tiers: Partial<SupplierItem> = {
    tiers: [{ price: '13.00', upToQuantity: '100' }, { price: '11.00' }],
    tiersCount: 'to_date',
  };

  it('explain a higher price as long as little was taken', () => {
    expect(toldBy('tier_price', { ...DEAR, ...agreed(tiers) })).toEqual([
      'helps',
      'Contract RV-2026 has EUR 13.00 per EA up to 100 EA from 2026-01-01 to 2026-12-31, as billed. 25 EA are billed on the order line to date, without what other orders took. Ask the buyer to correct the price of line 1 of order 7, or to accept it under contract RV-2026.',
    ]);
  });

  it('explain a lower price once so much was billed on the order, and not one piece before', () => {
    const reached = (before: string) =>
      toldBy(
        'tier_price',
        {
          ...cheap('11.00'),
          orders: [order({ lines: [orderLine({ itemId: '300', quantity: '200' })] })],
          billedBefore: [billed(before)],
          ...agreed(tiers),
        },
        'PRICE_UNDER',
      );
    expect(reached('76')[0]).toBe('helps');
    expect(reached('75')).toEqual([
      'nothing',
      'Contract RV-2026 has EUR 13.00 per EA up to 100 EA from 2026-01-01 to 2026-12-31, and EUR 11.00 is billed: it does not explain the difference. 100 EA are billed on the order line to date, without what other orders took.',
    ]);
  });

  it('may count the quantity of one order', () => {
    const perOrder = agreed({ ...tiers, tiersCount: 'order' });
    expect(stepOn('tier_price', { ...DEAR, ...perOrder })?.says).toContain(
      'as billed. 100 EA are ordered. Ask',
    );
  });

  it('under a contract that ended explain nothing', () => {
    expect(stepOn('tier_price', { ...DEAR, ...agreed(tiers, { endDate: '2026-01-31' }) })?.found).toBe(
      'nothing',
    );
  });

  it('that count something else are none', () => {
    const { tiersCount: _counts, ...byAmount } = supplierItem(tiers);
    expect(toldBy('tier_price', { ...DEAR, ...agreed(), agreedPrices: agreedPrices([byAmount]) })).toEqual([
      'nothing',
      'No prices by quantity are agreed for it.',
    ]);
  });

  it('are not made of what an earlier invoice was let pass with', () => {
    expect(toldBy('tier_price', { ...DEAR, billedBefore: [billed('10', { price: '13.00' })] })).toEqual([
      'not_here',
      'Prices by quantity are not at hand. Invoice R-0 billed the same price on this order line; that it was let pass does not make it agreed.',
    ]);
  });
});

describe('what contracts say of charges and terms', () => {
  const backed = { contract: { id: '12', number: 'RV-2026' } };
  const freight = {
    invoice: invoice({ shippingAmount: '80.00', paymentTermCode: 'N30' }),
    orders: [order({ ...backed, paymentTermCode: 'N60' })],
  };

  it('a flat freight of the contract speaks for one up to it', () => {
    const flat = agreed({
      itemName: 'Freight',
      itemId: '900',
      partNumbers: [],
      price: '80.00',
      unitOfMeasure: 'EA',
    });
    expect(toldBy('contract_price', { ...freight, ...flat }, 'FREIGHT_OVER')).toEqual([
      'helps',
      'Contract RV-2026 has EUR 80.00 per EA for Freight from 2026-01-01 to 2026-12-31, and EUR 80.00 is billed. Ask the buyer to add it to the order, or to accept it under contract RV-2026.',
    ]);
    const dearer = { ...freight, invoice: invoice({ shippingAmount: '80.01' }) };
    expect(stepOn('contract_price', { ...dearer, ...flat }, 'FREIGHT_OVER')?.found).toBe('nothing');
    const handling = agreed({ itemName: 'Handling fee', itemId: '901', partNumbers: [] });
    expect(stepOn('contract_price', { ...freight, ...handling }, 'FREIGHT_OVER')?.says).toBe(
      'No contract behind the order has a price for such a charge.',
    );
  });

  it('terms of delivery without a price settle nothing, but are told', () => {
    const terms = { agreedPrices: [], contracts: [contract({ shippingTermCode: 'EXW' })] };
    expect(toldBy('contract_price', { ...freight, ...terms }, 'FREIGHT_OVER')).toEqual([
      'nothing',
      'Contract RV-2026 has terms of delivery EXW, but no price for freight.',
    ]);
  });

  it.each<[string, string, string, string]>([
    [
      'as billed',
      'n30',
      'helps',
      'Contract RV-2026 has payment terms n30 from 2026-01-01 to 2026-12-31, as billed.',
    ],
    ['as ordered', 'N60', 'nothing', 'as the order does: take those of the contract.'],
    ['a third', 'N90', 'nothing', 'other than both: take those of the contract.'],
  ])('terms of payment %s', (_case, paymentTermCode, found, words) => {
    const terms = { contracts: [contract({ paymentTermCode })] };
    expect(toldBy('contract_price', { ...freight, ...terms }, 'TERMS_MISMATCH')).toEqual([
      found,
      expect.stringContaining(words),
    ]);
  });

  it('terms of payment of a contract that ended, or that the order does not name, speak for nobody', () => {
    const ended = { contracts: [contract({ paymentTermCode: 'N30', endDate: '2026-01-31' })] };
    expect(stepOn('contract_price', { ...freight, ...ended }, 'TERMS_MISMATCH')?.found).toBe('nothing');
    const other = { contracts: [contract({ id: '99', paymentTermCode: 'N30' })] };
    expect(toldBy('contract_price', { ...freight, ...other }, 'TERMS_MISMATCH')).toEqual([
      'nothing',
      'No contract with terms of payment stands behind the order.',
    ]);
    expect(stepOn('contract_price', freight, 'TERMS_MISMATCH')?.found).toBe('not_here');
  });
});

it('the line that is billed names its article in vain where it has no price of its own', () => {
  const lines = [invoiceLine({ kind: 'amount', price: '400.00' })];
  const orders = [order({ lines: [orderLine({ kind: 'amount', price: '300.00' })] })];
  expect(
    stepOn('contract_price', { invoice: invoice({ lines }), orders, ...agreed() }, 'LINE_AMOUNT_OVER'),
  ).toBeUndefined();
});
