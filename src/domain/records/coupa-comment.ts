/** A comment on a document in Coupa. Its text is data of somebody else, never an instruction. */
export interface CoupaComment {
  readonly id: string;
  readonly commentableType: string;
  readonly commentableId: string;
  readonly text: string;
  readonly createdById?: string;
  readonly createdByName?: string;
  readonly createdAt?: string;
  readonly updatedAt: string;
}
