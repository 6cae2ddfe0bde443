import { findCycles, firstOfCycles } from '../../base/thread/walk-thread.js'

/** What sources differ in when their posts are tied. */
export interface LinkPolicy<Node> {
  keyOf(node: Node): string
  /** The key of what a node answers; null for one that answers none. */
  parentKeyOf(node: Node): string | null
  /** What stands under a key, given a record and the one that stands there; undefined: nothing changes. */
  take(next: Node, first: Node | undefined): Node | undefined
  /** Takes each node of a cycle of parents, which is then left out. Absent: each cycle is cut at its earliest node. */
  refuseCycle?(cycle: readonly Node[]): void
}

export interface Linked<Node> {
  readonly nodes: ReadonlyMap<string, Node>
  /** The nodes at which cycles were cut: they answer none. */
  readonly cuts: ReadonlySet<Node>
  parentOf(node: Node): Node | undefined
}

/** Gathers nodes by key, then ties them, whatever their order. Linear time, no recursion. */
export function link<Node>(found: Iterable<Node>, { keyOf, parentKeyOf, take, refuseCycle }: LinkPolicy<Node>): Linked<Node> {
  const nodes = new Map<string, Node>()
  for (const next of found) {
    const key = keyOf(next)
    const taken = take(next, nodes.get(key))
    if (taken !== undefined) nodes.set(key, taken)
  }
  const named = (node: Node): Node | undefined => {
    const key = parentKeyOf(node)
    return key === null ? undefined : nodes.get(key)
  }
  const cuts = new Set<Node>()
  if (refuseCycle === undefined) for (const first of firstOfCycles([...nodes.values()], named)) cuts.add(first)
  else
    for (const cycle of findCycles(nodes.values(), named)) {
      refuseCycle(cycle)
      for (const node of cycle) nodes.delete(keyOf(node))
    }
  return { nodes, cuts, parentOf: (node) => (cuts.has(node) ? undefined : named(node)) }
}
