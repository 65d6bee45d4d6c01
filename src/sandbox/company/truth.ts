/** A fault that was planted on purpose, written down when it was planted and never worked out by comparing. */
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
