import { readPageLines, withoutClosedQuotes } from '../../page/page-line.js'
import { buildPagePosts, type PageComment } from '../../page/page-thread.js'
import type { ParsePasteOptions, PasteResult } from '../../paste/paste-spans.js'
import { findAnswers } from '../page-parents.js'
import { nameAnswered } from '../page-words.js'
import { headersOf } from '../parse-layout.js'
import { findFrames } from './find-frames.js'
import { readFrameLines } from './frame-lines.js'
import { withoutQuotes } from './frame-quotes.js'
import type { FramedPost } from './framed-post.js'

/** The reader as a source; `parsePosts` takes it for pages that are doubtful as read otherwise, `detectSource` never names it. */
export const FRAME_SOURCE = 'page-paste'

/** "Ann Bo | Hull": where most names say more behind a sign, the page puts a place or a rank there. */
function withoutPlaces(posts: readonly FramedPost[]): readonly FramedPost[] {
  const bare = posts.map(({ author }) => /^(\S.*?) [|·•] /.exec(author ?? '')?.[1])
  const isUsual = bare.filter((name) => name !== undefined).length * 2 > posts.length
  return isUsual ? posts.map((post, index) => ({ ...post, author: bare[index] ?? post.author })) : posts
}

/**
 * Reads a page in no known layout. Lines that recur around posts - names with a time, counts, buttons - set them apart, and the words between are
 * theirs. A parent is told where the page says whom a post answers. Posts are none where no lines recur in order. Linear in the text.
 */
export function readFrames(text: string, options: ParsePasteOptions = {}): PasteResult {
  const lines = readFrameLines(withoutClosedQuotes(readPageLines(text)))
  const found = withoutPlaces(withoutQuotes(lines, findFrames(lines) ?? [], text))
  const posts = found.map((post) => ({
    ...post,
    author: post.author?.replace(/^@(?=\S)/, '') ?? null,
    name: post.author,
    handle: null,
    to: post.replyTo === null ? null : nameAnswered(post.replyTo),
    carried: [],
    shownReplyCount: 0,
  }))
  const texts = found.map(({ from, to }) => text.slice(lines[from]?.start, lines[to - 1]?.end))
  const answers = findAnswers(posts, texts, false, { head: 'none' })
  const comments = posts.map(
    ({ top, from, author, timeText }, index): PageComment => ({
      byline: { from: top, to: from },
      parts: [{ from, to: found[index]?.to ?? from }],
      author,
      timeText,
      likes: null,
      node: null,
      answer: answers[index],
    }),
  )
  const letters = lines.map(({ letter }) => letter ?? 'x').join('')
  const headEnd = found[0]?.top ?? lines.length
  return buildPagePosts(
    text,
    lines,
    {
      source: FRAME_SOURCE,
      layout: 'not known; lines that recur set the posts apart',
      root: null,
      headers: headersOf({ lines, letters, headEnd }),
      comments,
      isStream: true,
      ambiguities: [],
      facts: {},
    },
    options,
  )
}
