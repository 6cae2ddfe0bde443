import type { IngestResult } from '../../record/ingest-result.js'
import { headersOf } from '../cut-posts.js'
import type { Layout } from '../layout.js'
import { nameAnswered, parseKinds } from '../line-kinds.js'
import { type KindLine, kindsOf } from '../lines/kinds.js'
import { parsePageLines, rangesOf } from '../lines/page-line.js'
import { parseThread } from '../parse-thread.js'
import { withoutCoda } from '../recurrence.js'
import type { SplitPost } from '../split-post.js'
import unknownPage from '../words/unknown-page.json' with { type: 'json' }
import { fillIn } from '../words/words.js'
import { findCuts } from './choose-cut.js'
import { featuresOf } from './features.js'
import type { ShapePost } from './post.js'

export const UNKNOWN_PAGE = 'page-paste'

/** Words of unknown sites: beside names, below words, in place of posts. */
const LAYOUT: Layout = {
  id: UNKNOWN_PAGE,
  name: 'not known; lines that recur set the posts apart',
  head: 'none',
  byline: '(?!)',
  words: { ...unknownPage, notice: fillIn(unknownPage.notice) },
}

/** Least score of a cut. Choice: cuts of pages that are no threads have less. */
const LEAST_SCORE = 3.3

/** Lines of a page of no known layout, by their kinds. */
export const parseLines = (text: string): readonly KindLine[] =>
  parseKinds(text, LAYOUT, parsePageLines(text))

/**
 * Reads a page by its shape: by what recurs around its posts, in any language. Gives no posts where
 * no cut is alike enough, and parents only where the page names them. Linear in the text.
 */
export function parseUnknownPage(text: string): IngestResult {
  const lines = parseLines(text)
  const [best] = findCuts(featuresOf(lines))
  const shapePosts = best !== undefined && best.score >= LEAST_SCORE ? best.posts : []
  return parseShapePosts(text, lines, shapePosts, { clean: withoutCoda })
}

/** Reads a page that is cut into posts. */
export function parseShapePosts(
  text: string,
  lines: readonly KindLine[],
  shapePosts: readonly ShapePost[],
  known: { readonly clean?: typeof withoutCoda } = {},
): IngestResult {
  const names = new Set(shapePosts.flatMap(({ name }) => name ?? []))
  // A line of the site in place of words is counted by the thread's notes.
  const posts = shapePosts.flatMap((post) => (isGone(lines, post) ? [] : splitPostOf(post, names)))
  const headEnd = shapePosts[0]?.from ?? lines.length
  const headers = posts.length === 0 ? [] : headersOf(lines, headEnd)
  const thread = { lines, posts, rootCount: 0, headers, headEnd, end: lines.length, others: [] }
  return parseThread(text, LAYOUT, thread, UNKNOWN_PAGE, known)
}

const NOTICES = kindsOf('notice')
const isGone = (lines: readonly KindLine[], { body }: ShapePost): boolean =>
  body.length > 0 && body.every((at) => NOTICES.has(lines[at]?.kind ?? 'long'))

/** The only name that begins with a first name: "Cy" -> "Cy Dale". */
function wholeName(name: string, names: ReadonlySet<string>): string {
  if (names.has(name)) return name
  const [whole = name, ...others] = [...names].filter((each) => each.startsWith(`${name} `))
  return others.length > 0 ? name : whole
}

function splitPostOf(
  { body, from, to, name, handle, timeAt, moment, answered, isNameGuessed }: ShapePost,
  names: ReadonlySet<string>,
): SplitPost {
  const end = (body.at(-1) ?? timeAt) + 1
  return {
    byline: { from, to: Math.max(from, body[0] ?? end) },
    parts: rangesOf(body),
    name,
    handle,
    timeText: moment,
    to: answered === null ? null : wholeName(nameAnswered(answered, LAYOUT.words, names), names),
    carried: [],
    below: { from: end, to },
    groups: {},
    node: null,
    isNameGuessed,
  }
}
