/** What is wrong with a query, as GraphQL tells it: a sentence and where in the query. */
export class GraphqlError extends Error {
  readonly at: Position | undefined;

  constructor(message: string, at?: Position) {
    super(message);
    this.at = at;
  }
}

export interface Position {
  readonly line: number;
  readonly column: number;
}
