import {
  type Ambiguity,
  type IngestResult,
  type NoteAt,
  noteInto,
} from '../../record/ingest-result.js'
import type { Layout } from '../layout.js'
import { isQuoteLabel } from '../layout-bylines.js'
import { type LineRange, linesIn, rangesOf } from '../lines/page-line.js'
import { parseThread } from '../parse-thread.js'
import { withoutPageLines } from '../recurrence.js'
import type { SplitPost } from '../split-post.js'
import { answerMentions } from './answer-mentions.js'
import { type Blocks, findBlocks } from './blocks.js'
import { findBylined, findBylines } from './handle-bylines.js'
import { MENTION, takeOffRecurring } from './item-lines.js'
import { isWords, parseMentionLines, sectionOf } from './mention-lines.js'
import { findTails } from './name-tails.js'
import { type Named, NOBODY, type Stretch } from './named-posts.js'
import { parseHead } from './page-head.js'
import { opensBlock } from './parse-label.js'
import { findLabels, findSeries } from './stretches.js'

/**
 * Layout of a thread of mentions: posts stand apart by blank lines, by leading handles, or under
 * names.
 */
const MENTIONS: Layout = {
  id: 'mentions-paste',
  name: 'posts apart by blank lines',
  byline: '(?!)',
  head: 'post',
}
const NAMED: Layout = { ...MENTIONS, name: 'posts with the names of their authors' }

/**
 * Reads a thread pasted from a page, or kept as plain text. Never throws; linear in the text.
 *
 * Posts open with their author's handle, are a series, stand under bylines, or are blocks. Each
 * line with a second reading is in `summary.ambiguities`, with the reading taken.
 *
 * - Parent: the nearest post above by the first addressee whose own handles the reply carries
 *   along.
 * - Without such a post, `parentId` is null and `meta.missingParent` holds the handle with `@`.
 *   `meta.possibleParents` lists several.
 * - A reply without addressee answers the nearest root above, as a guess (`meta.isParentInferred`).
 * - Root author without a byline: the handle that most addressed replies name
 *   (`meta.isAuthorInferred`).
 * - A root that names the handle is not by it. Parents by an inferred author are guesses, unless
 *   the header repeats a root or its author.
 */
export function parsePaste(text: string): IngestResult {
  const items = takeOffRecurring(text)
  const mentionLines = parseMentionLines(text, items.lines)
  const ambiguities: Ambiguity[] = []
  const { bylines, arePosts } = findBylines(mentionLines)
  const timed = bylines.filter(({ timeText }) => timeText !== null)
  const labelled =
    findLabels(text, mentionLines, new Set(linesIn(timed))) ??
    findTails(text, mentionLines) ??
    findSeries(text, mentionLines)
  const named =
    labelled ??
    (arePosts ? findBylined(mentionLines, bylines, noteInto(ambiguities, mentionLines)) : null)
  const sure = bylines.filter(({ isSure }) => isSure)
  const opened =
    named === null
      ? findBlocks(text, mentionLines, sure, ambiguities)
      : parseNamed(text, named, noteInto(ambiguities, named.lines))
  const { lines, rootCount, isRepeated } = opened
  const note = noteInto(ambiguities, lines)
  const wordsOf = ({ from, to }: LineRange): string =>
    text.slice(lines[from]?.start, lines[to - 1]?.end)
  const shown = parseNamedPosts(text, opened, named)
  const texts = shown.map(({ parts }) => parts.map(wordsOf).join('\n'))
  const headers = opened.headers.map((at) => ({ from: at, to: at + 1 }))
  const opening = { rootCount, isRepeated, headers: headers.map(wordsOf), isPlain: named === null }
  const { posts, answers, notes } = answerMentions(shown, texts, opening, note)
  const end = posts.reduce(
    (top, { byline, parts }) => Math.min(top, byline.from, parts[0]?.from ?? byline.from),
    lines.length,
  )
  const thread = { lines, posts, rootCount, headers, headEnd: end, end, others: [] }
  const known = {
    answers,
    notes: [...items.notes, ...notes],
    ambiguities,
    clean: withoutPageLines,
  }
  return parseThread(text, named === null ? MENTIONS : NAMED, thread, 'paste', known)
}

/**
 * Opening posts without a name above posts with one: repeated by the page's header, or below a
 * label of the thread.
 */
function findUnnamed(text: string, { lines }: Named, first: number, note: NoteAt) {
  const above = [...lines.keys()].slice(0, first)
  const sections = above.filter((at) => sectionOf(lines[at]) === 'posts')
  const places = above.filter((at) => /^(?:words|mention)$/.test(lines[at]?.role ?? ''))
  const blocks = rangesOf(places, (at) => opensBlock(lines, at))
  const headNotes: Parameters<NoteAt>[] = []
  const head = parseHead(text, lines, { blocks, sections, areAllRoots: true }, (...place) =>
    headNotes.push(place),
  )
  const lastBlock = blocks.at(-1)?.from ?? 0
  const isLabelled = sections.some((at) => at < lastBlock)
  if (head.roots.length === 0 || !(head.isRepeated || isLabelled)) return null
  for (const place of headNotes) note(...place)
  return head
}

function parseNamed(text: string, named: Named, note: NoteAt): Blocks {
  const { lines, form } = named
  const [opener] = named.stretches
  const first = Math.min(opener?.words.from ?? 0, opener?.byline.from ?? lines.length)
  const head = findUnnamed(text, named, first, note)
  if (form !== '') note(first, `${named.stretches.length} posts ${form}`)
  const { start = 0 } = lines[opener?.words.from ?? -1] ?? {}
  const isAddressed =
    (opener?.carried.length ?? 0) > 0 || MENTION.test(text.slice(start, start + 4))
  const ownRootCount = isAddressed ? 0 : (named.rootCount ?? 1)
  const unnamed = (head?.roots ?? []).map(
    (words): Stretch => ({ ...NOBODY, words, byline: { from: words.from, to: words.from } }),
  )
  const shifted = named.stretches.map((post): Stretch => {
    const { answeredPlace } = post
    return answeredPlace == null ? post : { ...post, answeredPlace: answeredPlace + unnamed.length }
  })
  const stretches = [...unnamed, ...shifted]
  const taken = new Set(linesIn(stretches.flatMap(({ words, byline }) => [words, byline])))
  const headers = [...lines.keys()].filter((at) => {
    const { role } = lines[at] ?? {}
    return (
      !taken.has(at) && role !== 'furniture' && (role !== 'weak' || sectionOf(lines[at]) !== null)
    )
  })
  for (const at of headers)
    if (at > first) note(at, 'stands under no name among posts that have one; not read as posts')
  return {
    lines,
    stretches,
    rootCount: head === null ? ownRootCount : unnamed.length,
    headers,
    isRepeated: head?.isRepeated ?? true,
  }
}

/** True if list items nest, or hang below a first post that is not an item. */
const isNested = ({ lines, stretches: [first], form }: Named): boolean =>
  new Set(lines.map(({ depth }) => depth)).size > 2 ||
  (form !== '' &&
    (lines[first?.byline.from ?? 0]?.depth ?? null) === null &&
    lines.some(({ depth }) => depth !== null))

function parseNamedPosts(
  text: string,
  { lines, stretches }: Blocks,
  named: Named | null,
): SplitPost[] {
  const quotes = new Set(
    stretches.flatMap(({ byline: { from, to } }) =>
      to > from && isQuoteLabel(lines[from - 1]?.words ?? '') ? from - 1 : [],
    ),
  )
  const isOwn = (at: number): boolean => !quotes.has(at) && (named === null || isWords(lines, at))
  const places = stretches.map(({ words }) => linesIn([words]).filter(isOwn))
  const isDeep = named !== null && isNested(named)
  const firstNamed = stretches.length - (named?.stretches.length ?? 0)
  const posts: SplitPost[] = []
  for (const [index, { words, ...stretch }] of stretches.entries()) {
    const linePlaces = places[index] ?? []
    // A quote sign between lines separates two parts.
    const parts = rangesOf(linePlaces, (at) =>
      text.slice(lines[at - 1]?.end, lines[at]?.start).includes('>'),
    )
    const below = { from: parts.at(-1)?.to ?? words.to, to: words.to }
    const isNamed = index >= firstNamed
    const shownDepth = lines[Math.min(stretch.byline.from, words.from)]?.depth ?? -1
    const placedDepth = isDeep ? shownDepth + 1 : null
    const namedDepth = named?.isSeries ? index - firstNamed : placedDepth
    const depth = isNamed ? namedDepth : null
    const facts = {
      to: null,
      groups: {},
      node: null,
      below,
      depth,
      ...(isNamed && named?.isGuess && { isNameGuessed: true }),
    }
    const post: SplitPost = { ...stretch, ...facts, parts }
    // A post below "Quote" is quoted by the one above.
    const above = quotes.has(stretch.byline.from - 1) ? posts.pop() : undefined
    posts.push(above === undefined ? post : { ...above, quoted: post })
  }
  return posts
}
