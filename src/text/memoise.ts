/**
 * Remembers the last answers of a pure function of a string or number, so that a common word is looked at once: `count` of them at least,
 * twice as many at most. Answers don't depend on what is remembered.
 *
 * @param answer never gives undefined
 */
export function remember<Answer extends NonNullable<unknown> | null, Key extends string | number = string>(
  answer: (key: Key) => Answer,
  count: number,
): (key: Key) => Answer {
  // Two generations: what was asked for since the last change of generation outlives the next.
  let recent = new Map<Key, Answer>()
  let older = new Map<Key, Answer>()
  return (key) => {
    let known = recent.get(key)
    if (known !== undefined) return known
    known = older.get(key)
    if (known === undefined) known = answer(key)
    if (recent.size >= count) {
      older = recent
      recent = new Map()
    }
    recent.set(key, known)
    return known
  }
}
