import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#kernel/canonical-json.ts';
import { append, EMPTY_FRONTIER, isFrontier, isIncluded, leafHash, provePath, rootOf } from './merkle.ts';

const leaves = (count: number): Buffer[] => Array.from({ length: count }, (_, i) => leafHash(`entry ${i}`));

/** The definition of RFC 9162 §2.1.1, word for word. */
function definedRoot(nodes: readonly Buffer[]): Buffer {
  const [first] = nodes;
  if (first === undefined) return sha256('');
  if (nodes.length === 1) return first;
  let split = 1;
  while (split * 2 < nodes.length) split *= 2;
  return sha256(
    Buffer.concat([Buffer.from([1]), definedRoot(nodes.slice(0, split)), definedRoot(nodes.slice(split))]),
  );
}

describe('the Merkle tree of a trail', () => {
  it('has the roots that RFC 6962 gives as examples', () => {
    expect(rootOf(EMPTY_FRONTIER).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(leafHash('').toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
  });

  it('is the tree of the definition at every size, grown in any steps', () => {
    for (let size = 0; size <= 70; size += 1) {
      const all = leaves(size);
      const cut = Math.floor(size / 3);
      const grown = append(append(EMPTY_FRONTIER, all.slice(0, cut)), all.slice(cut));
      expect(isFrontier(grown)).toBe(true);
      expect(rootOf(grown)).toEqual(definedRoot(all));
    }
  });

  it('proves every leaf from any earlier edge, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, at, from) => {
        const all = leaves(size);
        const index = at % size;
        const edge = from % (index + 1);
        const before = append(EMPTY_FRONTIER, all.slice(0, edge));
        const path = provePath(before, all.slice(edge), index - edge);
        const tree = { size, root: definedRoot(all) };
        const leaf = all[index] ?? leafHash('none');
        expect(isIncluded(leaf, index, path, tree)).toBe(true);
        expect(isIncluded(leafHash('forged'), index, path, tree)).toBe(false);
        expect(isIncluded(leaf, index + 1, path, tree)).toBe(false);
        expect(isIncluded(leaf, index, [...path, leaf], tree)).toBe(false);
        if (path.length > 0) expect(isIncluded(leaf, index, path.slice(1), tree)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
