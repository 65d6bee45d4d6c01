/** What is bought, of the company's own catalogue. It has no price; its supplier items do. */
export interface Item {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly itemNumber?: string;
  readonly isActive: boolean;
  readonly unitOfMeasure?: string;
  readonly commodityId?: string;
  readonly commodityName?: string;
  readonly manufacturerName?: string;
  readonly manufacturerPartNumber?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** A class of what is bought; classes may lie below each other. */
export interface Commodity {
  readonly id: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly parentId?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface UnitOfMeasure {
  readonly id: string;
  readonly code: string;
  readonly name?: string;
  readonly isActive: boolean;
  /** Digits after the point that a quantity in it may have. */
  readonly precision?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
