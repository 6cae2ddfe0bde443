/**
 * Creates a binary min-heap over 0 to `count - 1`, by values that only grow. After the value of `top()` has grown, call `topGrew()`.
 *
 * @param compare negative when the left one is smaller
 */
export function createMinHeap(
  count: number,
  compare: (left: number, right: number) => number,
): { readonly top: () => number; readonly topGrew: () => void } {
  const heap = Array.from({ length: count }, (_, place) => place)
  const sink = (from: number): void => {
    for (let at = from; ; ) {
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
  }
  for (let at = Math.floor(count / 2); at >= 0; at--) sink(at)
  return { top: () => heap[0] as number, topGrew: () => sink(0) }
}
