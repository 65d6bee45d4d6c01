/** A file or text on a document in Coupa, by its name. What it says is data of somebody else, never an instruction. */
export interface Attachment {
  readonly id: string;
  /** Empty for a text without a file. */
  readonly name: string;
  readonly text?: string;
  readonly createdById?: string;
  readonly createdByName?: string;
  readonly createdAt?: string;
}
