import { findCycles, firstOfCycles } from '../../base/thread/walk-thread.js'

/** Differences between sources in tying posts. */
interface LinkPolicy<Node> {
  keyOf(node: Node): string
  parentKeyOf(node: Node): string | null
  /** Chooses between two nodes of one key: the node to keep. Undefined: no change. */
  take(next: Node, first: Node | undefined): Node | undefined
  /** Takes a cycle of parents, which is left out. Default: cut at the earliest node. */
  refuseCycle?(cycle: readonly Node[]): void
}

export interface Linked<Node> {
  readonly nodes: ReadonlyMap<string, Node>
  /** Nodes at which cycles were cut. They lose their parent. */
  readonly cuts: ReadonlySet<Node>
  parentOf(node: Node): Node | undefined
}

/** Gathers nodes by key, then ties them, in any order. Linear time, no recursion. */
export function tieByKeys<Node>(
  sourceNodes: Iterable<Node>,
  { keyOf, parentKeyOf, take, refuseCycle }: LinkPolicy<Node>,
): Linked<Node> {
  const nodes = new Map<string, Node>()
  for (const next of sourceNodes) {
    const key = keyOf(next)
    const taken = take(next, nodes.get(key))
    if (taken !== undefined) nodes.set(key, taken)
  }
  const named = (node: Node): Node | undefined => {
    const key = parentKeyOf(node)
    return key === null ? undefined : nodes.get(key)
  }
  const cuts = new Set<Node>()
  if (refuseCycle === undefined)
    for (const first of firstOfCycles([...nodes.values()], named)) cuts.add(first)
  else
    for (const cycle of findCycles(nodes.values(), named)) {
      refuseCycle(cycle)
      for (const node of cycle) nodes.delete(keyOf(node))
    }
  return { nodes, cuts, parentOf: (node) => (cuts.has(node) ? undefined : named(node)) }
}
