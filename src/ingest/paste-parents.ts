import type { Ambiguity } from './ingest-result.js'
import type { PostPiece } from './paste-layout.js'

/** A piece with the handles it is addressed to, "Replying to" first, each once. */
export interface AddressedPiece extends PostPiece {
  readonly addressees: readonly string[]
}

/** Index of the parent among the pieces, or null; `missing` is the handle (with `@`) that is not in the paste. */
export interface ParentChoice {
  readonly parent: number | null
  readonly missing: string | null
}

/** The handle most replies are addressed to, with how many; null when no handle has more than half of them. */
export function inferRootAuthor(pieces: readonly AddressedPiece[]): { handle: string; count: number; addressedCount: number } | null {
  const countOf = new Map<string, { handle: string; count: number }>()
  let addressedCount = 0
  let replyCount = 0
  for (const piece of pieces) {
    if (piece.role === 'root') continue
    replyCount += 1
    if (piece.addressees.length === 0) continue
    addressedCount += 1
    for (const handle of piece.addressees) {
      const entry = countOf.get(handle.toLowerCase())
      if (entry) entry.count += 1
      else countOf.set(handle.toLowerCase(), { handle, count: 1 })
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
 */
export function chooseParents(pieces: readonly AddressedPiece[], ambiguities: Ambiguity[]): ParentChoice[] {
  const postsBy = new Map<string, { nearest: number; count: number }>()
  const roots: number[] = []
  const anchorOf = (): number | null => roots.at(-1) ?? (pieces[0]?.author != null ? 0 : null)
  return pieces.map((piece, index) => {
    const choice = chooseParent(piece, index)
    if (piece.role === 'root') roots.push(index)
    if (piece.author !== null) {
      const key = piece.author.toLowerCase()
      postsBy.set(key, { nearest: index, count: (postsBy.get(key)?.count ?? 0) + 1 })
    }
    return choice
  })

  function chooseParent(piece: AddressedPiece, index: number): ParentChoice {
    if (piece.role === 'root') return { parent: null, missing: null }
    const note = (message: string): number => ambiguities.push({ lineNumber: piece.lineNumber, message })
    const lineOf = (position: number | null): number => pieces[position ?? 0]?.lineNumber ?? 1
    const first = piece.addressees[0]
    if (first === undefined) {
      const anchor = index === 0 ? null : anchorOf()
      if (roots.length > 1)
        note(`names no addressee and ${roots.length} root posts stand above; taken as a reply to the nearest (line ${lineOf(anchor)})`)
      return { parent: anchor, missing: null }
    }
    const found = postsBy.get(first.toLowerCase())
    const others = piece.addressees.slice(1)
    if (found === undefined) {
      const known = others.filter((handle) => postsBy.has(handle.toLowerCase()))
      if (known.length > 0)
        note(
          `addressed to @${first}, who has no post above, before @${known.join(', @')}; taken as an answer to the missing post of @${first}`,
        )
      return { parent: null, missing: `@${first}` }
    }
    if (found.count > 1)
      note(`addressed to @${first}, who has ${found.count} posts above; taken as an answer to the nearest (line ${lineOf(found.nearest)})`)
    else if (others.length > 0)
      note(`addressed to @${piece.addressees.join(', @')}; taken as an answer to the first (line ${lineOf(found.nearest)})`)
    return { parent: found.nearest, missing: null }
  }
}
