import { groupBy } from '../../../base/statistics/group-by.js'
import type { Post } from '../../../base/thread/post.js'
import type { Ambiguity, IngestResult } from '../../record/ingest-result.js'
import { compareReading, placesOfPosts, shareOfWords, type TaggedLines } from './compare-reading.js'
import { keyOf } from './line-form.js'

/** Probability below which a line at the edge of a post is none of its words. Choice. */
const EDGE_SHARE = 0.02

/**
 * A reading without lines of the page at the edges of its posts, and with notes on the lines of
 * which the tags say otherwise.
 */
export function correctPosts(page: TaggedLines, result: IngestResult): IngestResult {
  const places = placesOfPosts(page, result.posts)
  const recurring = recurringLines(page, new Set(places.flat()))
  const posts = result.posts.map((post, index) =>
    withoutEdges(post, places[index] ?? [], recurring),
  )
  const { places: keptPlaces, pageLines, lostLines } = compareReading(page, posts)
  const kept = new Set(keptPlaces.flat())
  const left = new Set(places.flat().filter((at) => at !== -1 && !kept.has(at)))
  const beside = new Set(placesOfPosts(page, posts.map(wordsBeside)).flat())
  const known = result.summary.ambiguities
  const noted = new Set(known.map(({ lineNumber }) => lineNumber))
  const more = [
    ...notesOn(page, [...left], 'left out of a post, as it looks like a line of the page'),
    ...notesOn(page, pageLines, 'stands in a post, and looks like a line of the page'),
    ...notesOn(
      page,
      lostLines.filter((at) => !left.has(at) && !beside.has(at)),
      'stands in no post, and looks like words of one',
    ),
  ].filter(({ lineNumber }) => !noted.has(lineNumber))
  const ambiguities = [...known, ...more].toSorted(
    (one, other) => one.lineNumber - other.lineNumber,
  )
  return { ...result, posts, summary: { ...result.summary, ambiguities } }
}

/** A post that holds what stands beside its own words: those it quotes, and their translation. */
const wordsBeside = (post: Post): Post => ({
  ...post,
  text: `${post.meta['quotedText'] ?? ''}\n${post.meta['translatedText'] ?? ''}`,
})

const notesOn = ({ lines }: TaggedLines, places: readonly number[], message: string): Ambiguity[] =>
  places.map((at) => ({ lineNumber: lines[at]?.lineNumber ?? 1, message }))

/** Lines of the page that stand in two posts, or in one and outside of posts: words of nobody. */
function recurringLines({ words, shares }: TaggedLines, inPosts: ReadonlySet<number>) {
  const isPage = (at: number): boolean => {
    const share = shares[at]
    return share !== undefined && shareOfWords(share) < EDGE_SHARE
  }
  const keys = words.map(keyOf)
  const places = groupBy([...keys.keys()].filter(isPage), (at) => keys[at] ?? '')
  const repeated = [...places.values()].filter(({ length }) => length > 1)
  return new Set(repeated.flat().filter((at) => inPosts.has(at)))
}

/**
 * A post without the lines of the page above and below its words.
 *
 *     Follow                     <- left out, as other posts have it too
 *     They sold the harbour.
 *     Translate                  <- left out
 */
function withoutEdges(post: Post, places: readonly number[], recurring: ReadonlySet<number>): Post {
  const lines = post.text.split('\n')
  const isWords = (index: number): boolean =>
    lines[index]?.trim() !== '' && !recurring.has(places[index] ?? -1)
  const indices = [...lines.keys()]
  const first = indices.find(isWords)
  const last = indices.findLast(isWords)
  if (first === undefined || last === undefined) return post
  return { ...post, text: lines.slice(first, last + 1).join('\n') }
}
