import { AddressedPosts, guessedParent, knownParent, missingParent, type ParentChoice } from '../link/parent-choice.js'
import type { Ambiguity } from '../record/ingest-result.js'
import type { PostPiece } from './paste-layout.js'

/** By piece: the handles it is addressed to, "Replying to" first, each once. */
export type Addressees = readonly (readonly string[])[]

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
 * Finds the post that each piece answers: the nearest one above by the first addressee. Without an addressee nothing names the post, and the
 * nearest root above is a guess. X puts the author of the answered post first, so a first addressee without a post above is a missing
 * parent even where others have one.
 *
 * @param rootAuthor who wrote the root posts, where no byline says so; null when unknown
 */
export function chooseParents(
  pieces: readonly PostPiece[],
  ids: readonly string[],
  addresseesOf: Addressees,
  rootAuthor: string | null,
  ambiguities: Ambiguity[],
): ParentChoice[] {
  const posts = new AddressedPosts()
  const lineOf = new Map<string | null, number>()
  let rootCount = 0
  const authorOf = (piece: PostPiece | undefined): string | null => (piece?.role === 'root' ? rootAuthor : null) ?? piece?.author ?? null
  const note = ({ lineNumber }: PostPiece, message: string): void => {
    ambiguities.push({ lineNumber, message })
  }
  /** Without an addressee. Kept between posts: most posts of a thread answer one. */
  let guess = authorOf(pieces[0]) === null ? knownParent(null) : guessedParent(ids[0] ?? null)
  return pieces.map((piece, index) => {
    const id = ids[index] ?? ''
    const choice = index === 0 && addresseesOf[0]?.[0] === undefined ? knownParent(null) : chooseParent(piece, index)
    lineOf.set(id, piece.lineNumber)
    if (piece.role === 'root') {
      rootCount += 1
      guess = guessedParent(id)
    }
    const author = authorOf(piece)
    if (author !== null) posts.add(author, id)
    return choice
  })

  function chooseParent(piece: PostPiece, index: number): ParentChoice {
    if (piece.role === 'root') return knownParent(null)
    const [first, ...others] = addresseesOf[index] ?? []
    if (first === undefined) {
      if (rootCount > 1)
        note(
          piece,
          `names no addressee and ${rootCount} root posts stand above; taken as a reply to the nearest (line ${lineOf.get(guess.parentId)})`,
        )
      return guess
    }
    const found = posts.find(first)
    if (found === null) {
      const known = others.filter((handle) => posts.countOf(handle) > 0)
      if (known.length > 0)
        note(
          piece,
          `addressed to @${first}, who has no post above, before @${known.join(', @')}; taken as an answer to the missing post of @${first}`,
        )
      return missingParent(`@${first}`)
    }
    const count = posts.countOf(first)
    const line = lineOf.get(found.parentId)
    if (count > 1) note(piece, `addressed to @${first}, who has ${count} posts above; taken as an answer to the nearest (line ${line})`)
    else if (others.length > 0)
      note(piece, `addressed to @${[first, ...others].join(', @')}; taken as an answer to the first (line ${line})`)
    return found
  }
}
