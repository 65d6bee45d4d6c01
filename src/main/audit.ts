import type { MainIo } from './main-io.ts';

export async function auditMain(_argv: readonly string[], _io: MainIo): Promise<number> {
  return 2;
}
