/** Whether an id may be what a double made of another: as many digits as ids of X have, and a value that a double holds exactly. */
const mayBeRounded = (id: string): boolean => /^\d{17,20}$/.test(id) && BigInt(Number(id)).toString() === id

/**
 * Finds the post that an id means whose last digits a double has lost, as pandas writes parents into a column with gaps: the only post of
 * the thread with the same double.
 *
 * @param ids of all posts, each with its thread; looked at only when the first such id is asked for
 */
export function roundedIdFinder(ids: () => Iterable<{ readonly threadId: string; readonly id: string }>) {
  let idByDouble: Map<string, string | null> | undefined
  const keyOf = (threadId: string, id: string): string => `${Number(id)} ${threadId}`
  return (threadId: string, id: string): string | null => {
    if (!mayBeRounded(id)) return null
    if (idByDouble === undefined) {
      idByDouble = new Map()
      for (const post of ids()) {
        if (!/^\d{17,20}$/.test(post.id)) continue
        const key = keyOf(post.threadId, post.id)
        idByDouble.set(key, idByDouble.has(key) ? null : post.id)
      }
    }
    return idByDouble.get(keyOf(threadId, id)) ?? null
  }
}
