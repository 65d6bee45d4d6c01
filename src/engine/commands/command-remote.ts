import type { CoupaConnection } from '#coupa/client/connect.ts';
import type { CoupaReader } from '#coupa/client/read/reader.ts';
import { type CoupaWriter, createCoupaWriter } from '#coupa/client/write.ts';
import type { CoupaReads } from './command-definition.ts';
import { createCoupaReads } from './coupa-reads.ts';

/** The Coupa of one connection, as the write door and nobody else gets it. */
export function createCommandRemote(
  coupa: { readonly connection: CoupaConnection; readonly reader: CoupaReader },
  serviceUserId: string | undefined,
): { readonly reads: CoupaReads; readonly writer: CoupaWriter } {
  return {
    reads: createCoupaReads(coupa.reader, serviceUserId),
    writer: createCoupaWriter(coupa.connection),
  };
}
