import { sha256 } from '#kernel/canonical-json.ts';
import { assert } from '#kernel/errors.ts';

/**
 * The right edge of a Merkle tree (RFC 9162 §2.1): the roots of its perfect subtrees, largest first. With it a tree
 * of millions grows by what is new, without being read again.
 */
export interface Frontier {
  readonly size: number;
  readonly nodes: readonly Buffer[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, nodes: [] };

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** Leaves and nodes are hashed apart, so that no node can pass for a leaf. */
export function leafHash(body: string): Buffer {
  return sha256(Buffer.concat([LEAF, Buffer.from(body, 'utf8')]));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Buffer.concat([NODE, left, right]));
}

/** The tree with these leaves added at its end. */
export function append(frontier: Frontier, leaves: readonly Buffer[]): Frontier {
  const nodes = [...frontier.nodes];
  let { size } = frontier;
  for (const leaf of leaves) {
    let node = leaf;
    // Each trailing one bit of the size is a perfect subtree of just the size of what has been gathered.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = nodes.pop();
      assert(left !== undefined, 'A frontier has a node for each bit of its size.');
      node = nodeHash(left, node);
    }
    nodes.push(node);
    size += 1;
  }
  return { size, nodes };
}

/** The Merkle tree hash. */
export function rootOf({ nodes }: Frontier): Buffer {
  let root = nodes.at(-1);
  if (root === undefined) return sha256('');
  for (let i = nodes.length - 2; i >= 0; i -= 1) root = nodeHash(nodes[i] ?? root, root);
  return root;
}

/** Whether the nodes can be a frontier of that size: one for each bit set. */
export function isFrontier({ size, nodes }: Frontier): boolean {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits === nodes.length && nodes.every((node) => node.length === 32);
}

/** The edge as bytes, to be kept; {@link readEdge} is its inverse. */
export function writeEdge({ nodes }: Frontier): Buffer {
  return Buffer.concat(nodes);
}

/** The edge of a tree of that size and root; undefined when the bytes are not it. */
export function readEdge(
  bytes: Buffer,
  tree: { readonly size: number; readonly root: string },
): Frontier | undefined {
  const nodes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 32) nodes.push(bytes.subarray(at, at + 32));
  const edge = { size: tree.size, nodes };
  return isFrontier(edge) && rootOf(edge).toString('hex') === tree.root ? edge : undefined;
}

interface Growing {
  readonly hash: Buffer;
  readonly leaves: number;
  readonly holdsTarget: boolean;
}

/**
 * The audit path of one leaf in the tree that `leaves` make of the frontier, from the leaf upwards. What lies left
 * of the frontier's edge enters a path only as one of its nodes, so no older leaf is needed.
 * @param offset of the leaf among `leaves`.
 */
export function provePath(frontier: Frontier, leaves: readonly Buffer[], offset: number): Buffer[] {
  const path: Buffer[] = [];
  const stack: Growing[] = [];
  let rest = frontier.size;
  const nodes = [...frontier.nodes].reverse();
  const sizes: number[] = [];
  for (let size = 1; rest > 0; size *= 2, rest = Math.floor(rest / 2)) if (rest % 2 === 1) sizes.push(size);
  nodes.forEach((hash, index) => {
    stack.unshift({ hash, leaves: sizes[index] ?? 0, holdsTarget: false });
  });
  const merge = (left: Growing, right: Growing): Growing => {
    if (left.holdsTarget) path.push(right.hash);
    if (right.holdsTarget) path.push(left.hash);
    return {
      hash: nodeHash(left.hash, right.hash),
      leaves: left.leaves + right.leaves,
      holdsTarget: left.holdsTarget || right.holdsTarget,
    };
  };
  leaves.forEach((hash, index) => {
    let node: Growing = { hash, leaves: 1, holdsTarget: index === offset };
    for (let left = stack.at(-1); left?.leaves === node.leaves; left = stack.at(-1)) {
      stack.pop();
      node = merge(left, node);
    }
    stack.push(node);
  });
  let right = stack.pop();
  for (let left = stack.pop(); left !== undefined && right !== undefined; left = stack.pop()) {
    right = merge(left, right);
  }
  return path;
}

/** Whether the leaf at `index` (from 0) is in the tree of that size and root. RFC 9162 §2.1.3.2. */
export function isIncluded(
  leaf: Buffer,
  index: number,
  path: readonly Buffer[],
  tree: { readonly size: number; readonly root: Buffer },
): boolean {
  if (index < 0 || index >= tree.size) return false;
  let first = index;
  let last = tree.size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      hash = nodeHash(sibling, hash);
      while (first % 2 === 0 && first !== 0) {
        first /= 2;
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, sibling);
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hash.equals(tree.root);
}
