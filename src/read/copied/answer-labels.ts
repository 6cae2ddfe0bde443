import { countEach } from '../../base/statistics/group-by.js'
import type { NoteAt } from '../record/ingest-result.js'
import type { KindLine } from './lines/kinds.js'
import { linesIn, rangesOf } from './lines/page-line.js'
import type { SplitPost } from './split-post.js'

/** Longest label around a handle, in UTF-16 units. */
const LENGTH_LIMIT = 60
const HANDLE = /@\w{2,30}/g
/** Fewest posts with the same words around another account's handle, and fewest of those words. */
const LEAST_LABEL_COUNT = 2
const LEAST_WORD_COUNT = 2

/** Line above the words of a post: the account that it names, and the words around it. */
interface Label {
  readonly handle: string
  readonly around: string
}

/**
 * Takes the label of the answered account off posts, in any language: words around the handle of
 * one of the page's accounts, above the words of several posts.
 *
 *     @kaany adlı kullanıcıya yanıt olarak        <- so above a second post, with @selin
 *     The fee will be 17 %, though.
 */
export function takeAnswerLabels(
  lines: readonly KindLine[],
  posts: readonly SplitPost[],
  note: NoteAt,
): readonly SplitPost[] {
  const accounts = new Set(posts.flatMap(({ handle }) => handle?.toLowerCase() ?? []))
  const labels = posts.map((post) => labelOf(lines, post, accounts))
  const counts = countEach(labels.map((label) => label?.around))
  return posts.map((post, index) => {
    const label = labels[index]
    if (label === undefined || (counts.get(label.around) ?? 0) < LEAST_LABEL_COUNT) return post
    const [first = -1, ...words] = linesIn(post.parts)
    note(first, 'names the answered account, as above other posts; taken for the page’s')
    return { ...post, to: post.to ?? label.handle, parts: rangesOf(words) }
  })
}

function labelOf(
  lines: readonly KindLine[],
  { parts }: SplitPost,
  accounts: ReadonlySet<string>,
): Label | undefined {
  const [first = -1, second] = linesIn(parts)
  const { words = '' } = lines[first] ?? {}
  const [handle, ...others] = words.match(HANDLE) ?? []
  if (handle === undefined || others.length > 0 || second === undefined) return undefined
  const around = words.replace(handle, '@').toLowerCase()
  const isLong = around.split(/\s+/).length > LEAST_WORD_COUNT
  const isShort = isLong && words.length <= LENGTH_LIMIT && !/[.!?…]$/.test(words)
  const isKnown = accounts.has(handle.toLowerCase()) || accounts.has(handle.slice(1).toLowerCase())
  return isShort && isKnown ? { handle, around } : undefined
}
