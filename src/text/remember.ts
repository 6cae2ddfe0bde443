/**
 * Remembers the last answers of a pure function of a string, so that a common word is looked at once: `count` of them at least, twice as
 * many at most. Answers don't depend on what is remembered.
 *
 * @param answer never gives undefined
 */
export function remember<Answer extends NonNullable<unknown> | null>(
  answer: (text: string) => Answer,
  count: number,
): (text: string) => Answer {
  // Two generations: what was asked for since the last change of generation outlives the next.
  let recent = new Map<string, Answer>()
  let older = new Map<string, Answer>()
  return (text) => {
    let known = recent.get(text)
    if (known !== undefined) return known
    known = older.get(text)
    if (known === undefined) known = answer(text)
    if (recent.size >= count) {
      older = recent
      recent = new Map()
    }
    recent.set(text, known)
    return known
  }
}
