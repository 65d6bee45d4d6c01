/** An answer that is not a success: a status and the messages Coupa would put under the model's name. */
export class Refusal extends Error {
  readonly status: number;
  /** `{ "invoice-header": ["Invoice # has already been used for this supplier"] }` */
  readonly errors: Readonly<Record<string, readonly string[]>>;

  constructor(status: number, errors: Readonly<Record<string, readonly string[]>>) {
    super(Object.values(errors).flat().join(' '));
    this.status = status;
    this.errors = errors;
  }
}

/** The document is not acceptable as it stands: 400. */
export function refuse(model: string, ...messages: string[]): never {
  throw new Refusal(400, { [model]: messages });
}

export function notFound(): never {
  throw new Refusal(404, { base: ['No results match your search criteria.'] });
}
