import type { Ambiguity } from '../record/ingest-result.js'
import type { PostPiece } from './paste-layout.js'

/** By piece: the handles it is addressed to, "Replying to" first, each once. */
export type Addressees = readonly (readonly string[])[]

/** Index of the parent among the pieces, or null; `missing` is the handle (with `@`) that is not in the paste. */
export interface ParentChoice {
  readonly parent: number | null
  readonly missing: string | null
}

/** That of a root post. */
export const NO_PARENT: ParentChoice = Object.freeze({ parent: null, missing: null })

/** The handle most replies are addressed to, with how many; null when no handle has more than half of them. */
export function inferRootAuthor(
  pieces: readonly PostPiece[],
  addresseesOf: Addressees,
): { handle: string; count: number; addressedCount: number } | null {
  const countOf = new Map<string, { handle: string; count: number }>()
  let addressedCount = 0
  let replyCount = 0
  for (let index = 0; index < pieces.length; index += 1) {
    if (pieces[index]?.role === 'root') continue
    replyCount += 1
    const addressees = addresseesOf[index] ?? []
    if (addressees.length > 0) addressedCount += 1
    for (const handle of addressees) {
      const key = handle.toLowerCase()
      const entry = countOf.get(key)
      if (entry) entry.count += 1
      else countOf.set(key, { handle, count: 1 })
    }
  }
  let best: { handle: string; count: number } | undefined
  for (const entry of countOf.values()) if (best === undefined || entry.count > best.count) best = entry
  if (best === undefined || best.count * 2 <= addressedCount) return null
  return best.count >= 3 || addressedCount * 2 >= replyCount ? { ...best, addressedCount } : null
}

/**
 * Finds the post that each piece answers: the nearest one above by the first addressee; without an addressee the nearest root above.
 * X puts the author of the answered post first, so a first addressee without a post above is a missing parent even where others have one.
 *
 * @param rootAuthor who wrote the root posts, where no byline says so; null when unknown
 */
export function chooseParents(
  pieces: readonly PostPiece[],
  addresseesOf: Addressees,
  rootAuthor: string | null,
  ambiguities: Ambiguity[],
): ParentChoice[] {
  const postsBy = new Map<string, { nearest: number; count: number }>()
  let rootCount = 0
  let nearestRoot: number | null = null
  const authorOf = (piece: PostPiece | undefined): string | null => (piece?.role === 'root' ? rootAuthor : null) ?? piece?.author ?? null
  const lineOf = (position: number | null): number => pieces[position ?? 0]?.lineNumber ?? 1
  const note = ({ lineNumber }: PostPiece, message: string): void => {
    ambiguities.push({ lineNumber, message })
  }
  /** The choice before, kept for the next where both are the same: most posts of a thread answer one. */
  let last: ParentChoice = NO_PARENT
  return pieces.map((piece, index) => {
    const { parent, missing } = last
    const choice = chooseParent(piece, index)
    if (choice.parent !== parent || choice.missing !== missing) last = choice
    if (piece.role === 'root') {
      rootCount += 1
      nearestRoot = index
    }
    const author = authorOf(piece)
    if (author !== null) {
      const key = author.toLowerCase()
      postsBy.set(key, { nearest: index, count: (postsBy.get(key)?.count ?? 0) + 1 })
    }
    return last
  })

  function chooseParent(piece: PostPiece, index: number): ParentChoice {
    if (piece.role === 'root') return NO_PARENT
    const [first, ...others] = addresseesOf[index] ?? []
    if (first === undefined) {
      const anchor = index === 0 ? null : (nearestRoot ?? (authorOf(pieces[0]) === null ? null : 0))
      if (rootCount > 1)
        note(piece, `names no addressee and ${rootCount} root posts stand above; taken as a reply to the nearest (line ${lineOf(anchor)})`)
      return { parent: anchor, missing: null }
    }
    const found = postsBy.get(first.toLowerCase())
    if (found === undefined) {
      const known = others.filter((handle) => postsBy.has(handle.toLowerCase()))
      if (known.length > 0)
        note(
          piece,
          `addressed to @${first}, who has no post above, before @${known.join(', @')}; taken as an answer to the missing post of @${first}`,
        )
      return { parent: null, missing: `@${first}` }
    }
    if (found.count > 1)
      note(
        piece,
        `addressed to @${first}, who has ${found.count} posts above; taken as an answer to the nearest (line ${lineOf(found.nearest)})`,
      )
    else if (others.length > 0)
      note(piece, `addressed to @${[first, ...others].join(', @')}; taken as an answer to the first (line ${lineOf(found.nearest)})`)
    return { parent: found.nearest, missing: null }
  }
}
