import { formatCount } from '../base/text/format-count.js'
import { countNamed } from './choose-reading.js'
import { joinInputs } from './link/join-inputs.js'
import { type ParsePostsOptions, parsePosts } from './parse-posts.js'
import { summarise } from './record/ingest-counter.js'
import type { IngestResult } from './record/ingest-result.js'

/**
 * Reads pieces copied out of pages. Uses the markup of the clipboard if it holds at least the posts
 * found in the words, else the words.
 *
 * @param pieces markup of the copies, which may repeat posts
 * @throws {PipelineError} as `parsePosts` does for the words, where the markup tells no post either
 */
export function parseCopied(
  text: string,
  pieces: readonly string[],
  options: ParsePostsOptions = {},
): IngestResult {
  const marked = parsePieces(pieces, options)
  const markedCount = marked.posts.filter((post) => post.text !== '').length
  const reason = `the structure of the copied page tells ${formatCount(markedCount, 'post')}`
  let worded: IngestResult
  try {
    worded = parsePosts(text, options)
  } catch (fault) {
    if (markedCount === 0) throw fault
    return withReason(marked, `${reason}, its words alone none`)
  }
  const namedCount = countNamed(worded.posts)
  const advertCount = marked.posts.reduce(
    (sum, { meta: { capture } }) => sum + (capture?.advertCount ?? 0),
    0,
  )
  if (markedCount > 0 && marked.posts.length + advertCount >= namedCount)
    return withReason(
      marked,
      `${reason}, its words alone ${formatCount(namedCount, 'post with a name', 'posts with a name')}`,
    )
  const less =
    markedCount === 0 ? 'no known site has the structure of the copied page' : `${reason} alone`
  return withReason(worded, `${worded.summary.reason}; ${less}`)
}

const withReason = (read: IngestResult, reason: string): IngestResult => ({
  ...read,
  summary: { ...read.summary, reason },
})

function parsePieces(pieces: readonly string[], options: ParsePostsOptions): IngestResult {
  const read = pieces.flatMap((piece, at) => {
    try {
      return parsePosts(piece, { ...options, source: 'html', threadId: `t${at + 1}` })
    } catch {
      return []
    }
  })
  const names = read.map((_, at) => `piece ${at + 1}`)
  const { posts } = joinInputs(read, { names, threadIds: names, onBadRecord: 'throw' })
  const headers = new Map(read.flatMap((each) => [...each.headers]))
  const notes = [...new Set(read.flatMap(({ summary }) => summary.notes))]
  return {
    posts,
    headers,
    summary: summarise(posts, headers, {
      source: 'html',
      reason: '',
      skips: [],
      ambiguities: [],
      notes,
    }),
  }
}
