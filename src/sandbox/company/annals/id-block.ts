/** Consecutive ids of one table, which may lie beyond what a number holds exactly. */
export interface IdBlock {
  readonly size: number;
  readonly idAt: (position: number) => string;
  /** Below 0 and from the size on for ids of others; NaN for what is no id. */
  readonly placeOf: (id: string) => number;
}

export function idBlock(firstId: string, size: number): IdBlock {
  const first = Number(firstId);
  if (Number.isSafeInteger(first + size)) {
    return {
      size,
      idAt: (position) => String(first + position),
      placeOf: (id) => (/^[1-9]\d*$/.test(id) ? Number(id) - first : Number.NaN),
    };
  }
  const exact = BigInt(firstId);
  return {
    size,
    idAt: (position) => String(exact + BigInt(position)),
    placeOf: (id) => (/^[1-9]\d*$/.test(id) ? Number(BigInt(id) - exact) : Number.NaN),
  };
}
