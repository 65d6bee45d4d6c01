/** Who has to do something about an exception first. */
export type ExceptionOwner =
  | 'accounts_payable'
  | 'buyer'
  | 'receiver'
  | 'requester'
  | 'supplier_management'
  | 'compliance'
  | 'tax'
  | 'treasury'
  | 'budget_owner'
  | 'quality'
  | 'master_data'
  | 'security'
  | 'audit';

export type ExceptionLevel = 'header' | 'line' | 'charge' | 'tax';

/** What an exception code means: the title in plain words, where it is found, and who owns it. */
export interface ExceptionMeaning {
  readonly title: string;
  readonly level: ExceptionLevel;
  readonly owner: ExceptionOwner;
}

function means(title: string, level: ExceptionLevel, owner: ExceptionOwner): ExceptionMeaning {
  return { title, level, owner };
}

/**
 * Every way in which an invoice can be wrong, by its one spelling. The words are a contract: scripts, settings and
 * stored runs use them, so none is renamed; what a check does not know gets `UNKNOWN_COUPA_CODE`.
 */
export const EXCEPTION_CODES = {
  DUP_EXACT: means('Exact duplicate', 'header', 'accounts_payable'),
  DUP_SUSPECT: means('Suspected duplicate', 'header', 'accounts_payable'),
  SUPPLIER_UNKNOWN: means('Supplier not found', 'header', 'supplier_management'),
  SUPPLIER_MISMATCH: means('Supplier differs from the order', 'header', 'accounts_payable'),
  SUPPLIER_BLOCKED: means('Supplier is blocked', 'header', 'supplier_management'),
  SENDER_UNVERIFIED: means('Sender is not verified', 'header', 'accounts_payable'),
  BANK_MISMATCH: means('Bank details differ from the master data', 'header', 'supplier_management'),
  PO_MISSING: means('No purchase order', 'header', 'requester'),
  PO_INVALID: means('Purchase order not valid', 'header', 'buyer'),
  PO_CLOSED: means('Purchase order closed', 'header', 'buyer'),
  ITEM_UNMATCHED: means('Line not on the order', 'line', 'buyer'),
  PRICE_OVER: means('Price above the order', 'line', 'buyer'),
  PRICE_UNDER: means('Price far below the order', 'line', 'buyer'),
  QTY_OVER_ORDERED: means('More billed than ordered', 'line', 'buyer'),
  QTY_OVER_RECEIVED: means('More billed than received', 'line', 'receiver'),
  RECEIPT_MISSING: means('Nothing received', 'line', 'receiver'),
  QUALITY_REJECT: means('More billed than accepted', 'line', 'quality'),
  LINE_AMOUNT_OVER: means('Amount above the order line', 'line', 'buyer'),
  PO_AMOUNT_OVER: means('Order amount exceeded', 'header', 'buyer'),
  DATE_OUT_OF_TERM: means('Outside the agreed period', 'line', 'buyer'),
  DELIVERY_DATE_VALUE: means('Delivered too early for its value', 'line', 'buyer'),
  UOM_MISMATCH: means('Unit of measure differs', 'line', 'master_data'),
  CURRENCY_MISMATCH: means('Currency differs from the order', 'header', 'accounts_payable'),
  FX_VARIANCE: means('Exchange rate differs', 'header', 'treasury'),
  FREIGHT_OVER: means('Freight above the limit', 'charge', 'buyer'),
  HANDLING_OVER: means('Handling charge above the limit', 'charge', 'buyer'),
  MISC_CHARGE_OVER: means('Other charge above the limit', 'charge', 'buyer'),
  TAX_OVER: means('Too much tax', 'tax', 'tax'),
  TAX_UNDER: means('Too little tax', 'tax', 'tax'),
  TAX_MISSING: means('Tax missing', 'tax', 'tax'),
  TAX_ID_MISSING: means('Tax identifier missing', 'header', 'tax'),
  REVERSE_CHARGE: means('Reverse charge to be posted', 'header', 'tax'),
  WHT_REQUIRED: means('Withholding tax required', 'line', 'tax'),
  CODING_MISSING: means('Account coding missing', 'line', 'accounts_payable'),
  CODING_INVALID: means('Account coding not valid', 'line', 'accounts_payable'),
  APPROVER_MISSING: means('No approver', 'header', 'accounts_payable'),
  APPROVER_INACTIVE: means('Approver is not active', 'header', 'accounts_payable'),
  TOTAL_UNBALANCED: means('Totals do not add up', 'header', 'accounts_payable'),
  FIELD_MISSING: means('Required field missing', 'header', 'accounts_payable'),
  DOC_MISSING: means('Supporting document missing', 'header', 'requester'),
  CREDIT_UNREFERENCED: means('Credit note without its invoice', 'header', 'accounts_payable'),
  CREDIT_OVER: means('Credit exceeds what was billed', 'line', 'accounts_payable'),
  PREPAY_OPEN: means('Open prepayment not applied', 'header', 'accounts_payable'),
  TERMS_MISMATCH: means('Payment terms differ', 'header', 'accounts_payable'),
  BUDGET_OVER: means('Budget exceeded', 'line', 'budget_owner'),
  FUNDS_MISSING: means('Funds missing', 'line', 'budget_owner'),
  POLICY_BREACH: means('Company policy not kept', 'header', 'audit'),
  SPLIT_SUSPECT: means('Suspected splitting', 'header', 'audit'),
  ROUND_AMOUNT: means('Round amount', 'header', 'audit'),
  BELOW_THRESHOLD: means('Just below an approval threshold', 'header', 'audit'),
  INJECTION_SUSPECT: means('Hidden instructions in the document', 'header', 'security'),
  UNKNOWN_COUPA_CODE: means('Unknown code from Coupa', 'header', 'accounts_payable'),
} as const satisfies Readonly<Record<string, ExceptionMeaning>>;

export type ExceptionCode = keyof typeof EXCEPTION_CODES;

export function isExceptionCode(text: string): text is ExceptionCode {
  return Object.hasOwn(EXCEPTION_CODES, text);
}
