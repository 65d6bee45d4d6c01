// What is known about the company because it was made that way. It is written down in the moment of making and never
// worked out by comparing: whoever compares is measured by it.

/** A fault that was planted on purpose: the one cause of all that is wrong with its invoice. */
export interface PlantedFault {
  readonly invoice_id: string;
  readonly invoice_number: string;
  /** One of the product's exception codes. */
  readonly code: string;
  readonly level: 'header' | 'line';
  /** Line number on the invoice; null on the header. */
  readonly line: number | null;
  readonly what: string;
}

/** The order line that an invoice line means without naming it. */
export interface PlantedAssignment {
  readonly invoice_id: string;
  readonly invoice_number: string;
  readonly line: number;
  /** Any one of them is right: more than one only where they are the same in every respect, or `ambiguous`. */
  readonly order_line_ids: readonly string[];
  /** They differ, the invoice line fits each of them equally well, and only asking tells which is meant. */
  readonly ambiguous: boolean;
}

/** An invoice with nothing wrong that is easily taken for a wrong one. */
export interface Control {
  readonly invoice_id: string;
  /** What makes it difficult, such as `at_tolerance`. */
  readonly kind: string;
}

/** All that was written down about the invoices of a company. */
export interface Truth {
  readonly faults: PlantedFault[];
  readonly assignments: PlantedAssignment[];
  readonly controls: Control[];
}

/** An empty one, to be filled while the company is made. */
export const blankTruth = (): Truth => ({ faults: [], assignments: [], controls: [] });
