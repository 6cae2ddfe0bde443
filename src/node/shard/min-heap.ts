/** Places 0 to n - 1 of which the least is at hand, while the first of them grows. */
export interface LeastFirst {
  first(): number
  /** To be called when what counts of the first one has grown. */
  firstGrew(): void
}

/**
 * A binary heap over places.
 *
 * @param compare which of two places comes first: negative for the left one. All places start as equals, in their order
 */
export function createLeastFirst(count: number, compare: (left: number, right: number) => number): LeastFirst {
  const heap = Array.from({ length: count }, (_, place) => place)
  return {
    first: () => heap[0] as number,
    firstGrew: () => {
      for (let at = 0; ; ) {
        let least = at
        for (const child of [2 * at + 1, 2 * at + 2]) {
          if (child < count && compare(heap[child] as number, heap[least] as number) < 0) least = child
        }
        if (least === at) return
        const moved = heap[at] as number
        heap[at] = heap[least] as number
        heap[least] = moved
        at = least
      }
    },
  }
}
