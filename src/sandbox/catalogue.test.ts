// The catalogue holds together: what one resource says of another is true.
import { describe, expect, it } from 'vitest';
import { allResources } from './catalogue/all-resources.ts';
import { GRANTED_SCOPES } from './scopes.ts';

const byTable = new Map(allResources.map((resource) => [resource.table, resource]));

describe.each(allResources.map((resource) => [resource.table, resource] as const))(
  '%s',
  (table, resource) => {
    it('points at resources and fields that exist', () => {
      for (const [key, field] of Object.entries(resource.fields)) {
        if (!('to' in field)) continue;
        const target = byTable.get(field.to);
        expect(target, `${table}.${key} → ${field.to}`).toBeDefined();
        for (const slim of 'slim' in field ? field.slim : []) {
          expect(target?.fields, `${table}.${key} shows ${field.to}.${slim}`).toHaveProperty([slim]);
        }
        if (field.kind === 'children' && !field.from) {
          expect(target?.fields, `${table}.${key}`).toHaveProperty([field.parentField]);
        }
      }
      const named = [...resource.lookupKeys, ...(resource.unique ?? []).flat()];
      for (const key of named) expect(resource.fields, `${table} by ${key}`).toHaveProperty([key]);
      for (const { table: owner } of resource.within ?? []) expect(byTable.get(owner), owner).toBeDefined();
    });

    it('asks for scopes that a client can have', () => {
      const scopes = [
        ...Object.values(resource.scopes).flat(),
        ...Object.values(resource.actions ?? {}).flatMap((action) => action.scopes),
        ...Object.values(resource.collectionActions ?? {}).flatMap((action) => action.scopes),
      ].filter((scope) => scope !== 'core.inventory.receiveing.read');
      for (const scope of scopes) expect(GRANTED_SCOPES).toContain(scope);
    });
  },
);

it('has no two resources for one table, one path or one nested path', () => {
  const paths = allResources.flatMap(({ path, otherPaths = [], within = [] }) => [
    ...(path ? [path] : []),
    ...otherPaths,
    ...within.map((nesting) => `${nesting.path}/:id/${nesting.as}`),
  ]);
  expect(new Set(paths).size).toBe(paths.length);
  expect(byTable.size).toBe(allResources.length);
});
