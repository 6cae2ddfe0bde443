import { groupBy } from '../../base/statistics/group-by.js'
import { shapeOf } from '../layout/page-words.js'
import type { NoteAt } from '../record/ingest-result.js'
import { type LineRange, linesIn, type PageLine } from './page-line.js'

/** Where so large a share of posts has a blank line above its words, and so many at least, a short line without one belongs to the byline. */
const APART_SHARE = 0.7
const APART_LEAST = 4

/** As many alike lines are a post that was written twice, and so is a whole one. */
const SIGNATURE_LIMIT = 5

/** Lines of posts that are none of their words: flairs right below a byline or a title, and what ends all posts of an account. Who signs with the own name writes a letter. */
export function findFrames(
  lines: readonly PageLine[],
  posts: readonly { readonly parts: readonly LineRange[]; readonly author: string | null }[],
  note: NoteAt,
): ReadonlySet<number> {
  const wordsAt = (at = -1): string => lines[at]?.words ?? ''
  const isApart = (at = -1): boolean => (lines[at]?.blankCountAbove ?? 0) > 0
  const placed = posts.map(({ parts, author }) => ({ places: linesIn(parts), author })).filter(({ places }) => places.length > 0)
  const apartCount = placed.filter(({ places }) => isApart(places[0])).length
  const areApart = apartCount >= Math.max(APART_LEAST, APART_SHARE * placed.length)
  const isFlair = (at: number, below?: number): boolean => !isApart(at) && isApart(below) && shapeOf(wordsAt(at)) === 'N'
  const found = new Set(
    areApart
      ? placed.flatMap(({ places }, index) => places.slice(0, index === 0 ? 2 : 1).filter((at, step) => isFlair(at, places[step + 1])))
      : [],
  )
  // LinkedIn's label for those who hear the page, and the tags of the line above once more.
  for (const at of placed.flatMap(({ places }) => places))
    if (wordsAt(at) === 'hashtag' && wordsAt(at - 1).includes('#'))
      for (let tag = at; tag === at || /^#\S+(?: hashtag)?$/.test(wordsAt(tag)); tag += 1) found.add(tag)
  const signed = placed.filter(({ places, author }) => places.length > 1 && wordsAt(places.at(-1)) === author)
  if (signed.length >= Math.max(APART_LEAST, APART_SHARE * placed.length)) for (const { places } of signed) found.add(places.at(-1) ?? 0)
  for (const [author, own] of groupBy(placed, (post) => post.author)) {
    if (author === null || own.length < 2) continue
    const least = own.reduce((count, { places }) => Math.min(count, places.length), SIGNATURE_LIMIT)
    const wordsOf = (step: number): Set<string> => new Set(own.map(({ places }) => wordsAt(places.at(-step))))
    let last = 0
    while (last < least && wordsOf(last + 1).size === 1 && !wordsOf(last + 1).has('')) last += 1
    const isName = last === 1 && [...wordsOf(1)].some((words) => author.split(' ').some((word) => words.includes(word)))
    if (last === least || isName) continue
    for (const { places } of own) for (const at of places.slice(places.length - last)) found.add(at)
  }
  for (const at of found) note(at, 'opens or ends posts as a flair or a signature does; left out of the words')
  return found
}
