import { z } from 'zod';

/** An answer that is a file. The body is read after the transaction has ended: it must bring its own access to data. */
export interface FileOutput {
  readonly file: {
    readonly name: string;
    /** Media type, such as `application/json`. */
    readonly type: string;
    readonly body: string | AsyncIterable<Uint8Array | string>;
  };
}

/** The `output` of an operation that answers with a file to download. */
export const fileOutput: z.ZodType<FileOutput> = z.custom<FileOutput>(isFileOutput, 'Expected a file.');

/** Whether an answer is a file. */
export function isFileOutput(value: unknown): value is FileOutput {
  if (typeof value !== 'object' || value === null || !('file' in value)) return false;
  const { file } = value;
  if (typeof file !== 'object' || file === null || !('name' in file && 'type' in file && 'body' in file)) {
    return false;
  }
  const { name, type, body } = file;
  const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
  return typeof name === 'string' && typeof type === 'string' && (typeof body === 'string' || isStream);
}
