import { groupBy } from '../../base/statistics/group-by.js'
import { findAnswers } from '../layout/find-answers.js'
import { choiceOf, guessedParent, knownParent, missingParent, type ParentChoice } from '../link/mark-choice.js'
import type { Ambiguity } from '../record/ingest-result.js'
import type { PostPiece } from './paste-layout.js'

/** By piece: the handles it is addressed to, "Replying to" first, each once. */
type Addressees = readonly (readonly string[])[]

/** The handle that more than half of the addressed replies name, and whether they are enough to say who wrote the root posts; null when none is. */
export function findMostNamed(pieces: readonly PostPiece[], addresseesOf: Addressees) {
  const replies = addresseesOf.filter((_, index) => pieces[index]?.role !== 'root')
  const addressedCount = replies.filter(({ length }) => length > 0).length
  const named = [...groupBy(replies.flat(), (handle) => handle.toLowerCase()).values()]
  const most = named.reduce((one, other) => (other.length > one.length ? other : one), [])
  const { 0: handle, length: count } = most
  if (handle === undefined || count * 2 <= addressedCount) return null
  return { handle, count, addressedCount, isTelling: count >= 3 || addressedCount * 2 >= replies.length }
}

/** Whether words name an account, with or without "@": nobody is taken for the author of words that name them. */
export function namesAccount(words: string, handle: string): boolean {
  const folded = words.toLowerCase()
  const name = handle.toLowerCase()
  for (let at = folded.indexOf(name); at !== -1; at = folded.indexOf(name, at + 1)) {
    if (!WORD_UNIT.test(folded[at - 1] ?? ' ') && !WORD_UNIT.test(folded[at + name.length] ?? ' ')) return true
  }
  return false
}
const WORD_UNIT = /[\p{L}\p{N}_]/u

/**
 * Finds the post that each piece answers. X puts the author of the answered post first, so a first addressee without a post above is a
 * missing parent even where others have one. A parent that rests on a guess at who wrote it is one, too.
 *
 * @param accountOf the accounts of the pieces, as replies name them
 * @param isRootGuessed whether the author of the root posts is inferred, and nothing on the page shows that they are the root posts
 */
export function chooseParents(
  pieces: readonly PostPiece[],
  ids: readonly string[],
  addresseesOf: Addressees,
  accountOf: readonly (string | null)[],
  isRootGuessed: boolean,
  ambiguities: Ambiguity[],
): ParentChoice[] {
  const addressed = pieces.map((_, index) => ({
    to: addresseesOf[index]?.[0] ?? null,
    carried: addresseesOf[index] ?? [],
    name: null,
    timeText: null,
    handle: accountOf[index] ?? null,
  }))
  const answers = findAnswers(addressed, [], false, { head: 'post', carriesHandles: true }, true)
  const idsOf = (places: readonly number[]): string[] => places.map((at) => ids[at] ?? '')
  const accounts = new Set<string>()
  const roots: number[] = []
  const byDepth: number[] = []
  const choose = ({ role, depth = null, author, lineNumber }: PostPiece, index: number): ParentChoice => {
    const note = (message: string): void => void ambiguities.push({ lineNumber, message })
    const [first, ...others] = addresseesOf[index] ?? []
    const lastRoot = roots.at(-1) ?? 0
    const guess = roots.length === 0 && (accountOf[0] ?? null) === null ? knownParent(null) : guessedParent(ids[lastRoot] ?? null)
    if (role === 'root' || (index === 0 && first === undefined)) return knownParent(null)
    if (depth !== null) {
      const above = byDepth.slice(0, depth).findLast((place) => place !== undefined)
      if (above === undefined) return guess
      const beside = byDepth[depth]
      const isOwn = author !== null && pieces[above]?.author === author && beside !== undefined && pieces[beside]?.author !== author
      // Nobody answers himself below another's answer: this one answers that.
      return choiceOf(idsOf(isOwn ? [beside, above] : [above]), isOwn)
    }
    if (first === undefined) {
      if (roots.length > 1)
        note(
          `names no addressee and ${roots.length} root posts stand above; taken as a reply to the nearest (line ${pieces[lastRoot]?.lineNumber})`,
        )
      return guess
    }
    const { comments = [], isGuessed = true, missing } = answers[index] ?? {}
    if (missing !== undefined) {
      const known = others.filter((handle) => accounts.has(handle.toLowerCase())).join(', @')
      if (known !== '')
        note(`addressed to @${first}, who has no post above, before @${known}; taken as an answer to the missing post of @${first}`)
      return missingParent(`@${first}`)
    }
    const { lineNumber: line } = pieces[comments[0] ?? 0] ?? {}
    if (comments.length > 1)
      note(`addressed to @${first}, who has ${comments.length} posts above; taken as an answer to the nearest (line ${line})`)
    else if (others.length > 0) note(`addressed to @${[first, ...others].join(', @')}; taken as an answer to the first (line ${line})`)
    const isDoubtful = comments.every((at) => pieces[at]?.role === 'root') ? isRootGuessed : comments.length > 1
    return choiceOf(idsOf(comments), isGuessed || isDoubtful)
  }
  return pieces.map((piece, index) => {
    const choice = choose(piece, index)
    if (piece.role === 'root') roots.push(index)
    const { depth = null } = piece
    if (depth !== null) {
      byDepth.length = Math.min(byDepth.length, depth)
      byDepth[depth] = index
    }
    accounts.add(accountOf[index]?.toLowerCase() ?? '')
    return choice
  })
}
