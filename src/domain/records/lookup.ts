/** A list of values that an administrator of Coupa keeps, such as the cost centres behind a segment. */
export interface Lookup {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly isActive: boolean;
  /** How many values Coupa counts. */
  readonly valueCount?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

/** One value of a lookup; values may lie below each other. */
export interface LookupValue {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly isActive: boolean;
  readonly lookupId?: string;
  readonly lookupName?: string;
  readonly parentId?: string;
  readonly depth?: string;
  /** Code that stands on accounts, unique below one parent. */
  readonly externalNumber?: string;
  /** The codes from the outermost value down to this one. */
  readonly externalPath?: string;
  readonly isDefault: boolean;
  readonly chartId?: string;
  readonly customFields?: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}
