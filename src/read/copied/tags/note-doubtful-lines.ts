import type { Post } from '../../../base/thread/post.js'
import type { Ambiguity, IngestResult } from '../../record/ingest-result.js'
import { compareReading, placesOfPosts } from './compare-reading.js'
import type { TaggedPage } from './tagged-page.js'

/** A reading with notes on the lines of which the tags of the page say otherwise. */
export function noteDoubtfulLines(page: TaggedPage, result: IngestResult): IngestResult {
  const { posts, summary } = result
  const { pageLines, lostLines } = compareReading(page, posts)
  const beside = new Set(placesOfPosts(page, posts.map(wordsBeside)).flat())
  const noted = new Set(summary.ambiguities.map(({ lineNumber }) => lineNumber))
  const notes = [
    ...notesOn(page, pageLines, 'stands in a post, and looks like a line of the page'),
    ...notesOn(
      page,
      lostLines.filter((at) => !beside.has(at)),
      'stands in no post, and looks like words of one',
    ),
  ].filter(({ lineNumber }) => !noted.has(lineNumber))
  const ambiguities = [...summary.ambiguities, ...notes].toSorted(
    (one, other) => one.lineNumber - other.lineNumber,
  )
  return { ...result, summary: { ...summary, ambiguities } }
}

/** A post that holds what stands beside its own words: those it quotes, and their translation. */
const wordsBeside = (post: Post): Post => ({
  ...post,
  text: `${post.meta['quotedText'] ?? ''}\n${post.meta['translatedText'] ?? ''}`,
})

const notesOn = ({ lines }: TaggedPage, places: readonly number[], message: string): Ambiguity[] =>
  places.map((at) => ({ lineNumber: lines[at]?.lineNumber ?? 1, message }))
