import { ApiError, sentenceOf } from '../api/request.ts';

/** Why the server refused, below a form. */
export function Refusal({ error }: { error: unknown }) {
  return error === null ? null : (
    <p className="note exception" role="alert">
      {sentenceOf(error)}
    </p>
  );
}

/** What is wrong with one field, for the place below it. */
export function issueFor(error: unknown, field: string): string | undefined {
  return error instanceof ApiError
    ? error.issues.find(({ pointer }) => pointer.endsWith(`/${field}`))?.says
    : undefined;
}
