import { describe, expect, it } from 'vitest';
import { type AnyOperation, type Caller, PERMISSIONS } from '#operation/operation.ts';
import { buildRegistry, runOperation } from '#operation/run-operation.ts';
import { permissionsOf, ROLE_IDS, ROLES } from '#people/roles.ts';
import type { Database } from '#store/database.ts';
import { exportedOperations, servedOperations } from './all-operations.ts';

const operations = await servedOperations();

const REACHED = new Error('reached the work');
const closedDoor = { inConnection: () => Promise.reject(REACHED) } as unknown as Database;

/** Whether somebody with these roles gets past the permission of the operation, by the one way in. */
async function isAllowed(operation: AnyOperation, roles: readonly string[]): Promise<boolean> {
  const caller: Caller = {
    personId: 'per_1',
    personName: 'Somebody',
    connectionId: 'acme',
    permissions: permissionsOf(roles),
    coupaUserId: undefined,
    via: 'api',
  };
  const deps = { db: closedDoor, now: () => new Date(0), recordEntry: () => Promise.reject(REACHED) };
  try {
    await runOperation(operation, {}, caller, deps);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error !== REACHED && code !== 'permission_denied' && code !== 'invalid_input') throw error;
    return code !== 'permission_denied';
  }
  throw new Error(`${operation.name} answered without reaching its work.`);
}

describe('every operation', () => {
  it('that a file exports is served', async () => {
    const served = new Set(operations.map((operation) => operation.name));
    const forgotten = (await exportedOperations()).filter((operation) => !served.has(operation.name));
    expect(forgotten.map((operation) => operation.name)).toEqual([]);
  });

  it('is allowed to exactly the roles that hold its permission', async () => {
    expect(operations.length).toBeGreaterThan(12);
    const faults: string[] = [];
    for (const operation of operations) {
      for (const role of ROLE_IDS) {
        const may = ROLES[role].permissions.includes(operation.permission);
        if ((await isAllowed(operation, [role])) !== may) faults.push(`${operation.name} for ${role}`);
      }
      if (await isAllowed(operation, [])) faults.push(`${operation.name} for nobody`);
    }
    expect(faults).toEqual([]);
  });

  it('has a name, a place, a known permission and a reasoned audit policy', () => {
    expect(buildRegistry(operations)).toHaveLength(operations.length);
    for (const operation of operations) {
      expect(operation.name, operation.name).toMatch(/^[a-z]+(_[a-z]+)+$/);
      expect(operation.summary, operation.name).toMatch(/^[A-Z].*\.$/);
      expect(PERMISSIONS, operation.name).toContain(operation.permission);
      const said = 'none' in operation.audit ? operation.audit.none : operation.audit.what;
      expect(said.length, operation.name).toBeGreaterThan(2);
    }
  });

  it('that changes something needs more than a permission to read, and one that reads writes no entry', () => {
    const reading = /\.(read|export)$/;
    const own = new Set(['self', 'tokens.own']);
    const faults = operations.filter((operation) => {
      // They read for long and change nothing but their own answer; that somebody asked is worth an entry.
      if (['verify_audit', 'start_what_if', 'cancel_what_if'].includes(operation.name)) return false;
      if (operation.http.method === 'GET')
        return 'what' in operation.audit && !operation.permission.endsWith('.export');
      return reading.test(operation.permission) && !own.has(operation.permission);
    });
    expect(faults.map((operation) => operation.name)).toEqual([]);
  });
});
