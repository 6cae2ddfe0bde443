import { formatCount } from '../../base/text/format-count.js'
import type { Post } from '../../base/thread/post.js'
import { withLedger } from '../link/assemble-posts.js'
import { knownParent } from '../link/mark-choice.js'
import type { Ambiguity } from '../record/ingest-result.js'
import { parseDate } from '../record/parse-date.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { layOutBlocks } from './paste-blocks.js'
import { findBylines } from './paste-bylines.js'
import { looksLikeHeadline } from './paste-head.js'
import { takeOffRecurring } from './paste-items.js'
import type { PostPiece, Slice } from './paste-layout.js'
import { createLineClassifier, type PasteLine, sectionOf } from './paste-line.js'
import { layOutNames } from './paste-names.js'
import { chooseParents, findMostNamed, namesAccount } from './paste-parents.js'
import { finishPaste, type PasteResult, withIds } from './paste-spans.js'

/**
 * Splits a thread pasted from a page into header pieces, root posts and replies. Never throws, whatever the text.
 *
 * Two layouts are read: posts apart by blank lines that open with the handles they answer, and posts under bylines
 * (name, @handle, time). Every line that could be read in two ways is listed in `summary.ambiguities` with the reading taken.
 *
 * - Lossless: the spans, in order, rebuild the text. A post's text is the text of its spans, line ends made LF, joined by LF.
 * - The first addressee gives the parent: a post above by that author whose own handles the reply carries along, the nearest of several.
 *   When there is none, `parentId` is null and `meta.missingParent` is the handle with `@`. Where several fit, `meta.possibleParents` lists
 *   them. Nothing names what a reply without an addressee answers: the nearest root above is a guess (`meta.isParentInferred`).
 * - Where no byline stands above the root and more than half of the addressed replies name one handle, the roots get it as author
 *   (`meta.isAuthorInferred`), unless their words name it. A parent that rests on that is a guess too, unless the page's header repeats a
 *   root post or names its author.
 *
 * Time is linear in the length of the text.
 *
 * @example parsePaste('Bold move.\n\n@ann it is not').posts.map((post) => post.parentId) // => [null, 'p-3a4da7179d']
 */
export const parsePaste = (text: string): PasteResult => withIds(readPaste(text))

/** The same, with numbers for ids: `p1` is the first post of the thread `t1`. */
export function readPaste(text: string): PasteResult {
  const items = takeOffRecurring(text)
  const lines = items.lines.map(createLineClassifier(text))
  const starts = findThreadStarts(text, lines)
  const threads: ReturnType<typeof readThread>[] = []
  let postCount = 0
  for (const [index, from] of starts.entries()) {
    const threadId = `t${index + 1}`
    const thread = readThread(text, lines.slice(from, starts[index + 1]), threadId, postCount)
    if (index > 0)
      thread.ambiguities.unshift({
        lineNumber: lines[from]?.lineNumber ?? 1,
        message: 'a header in the midst of the paste; a further thread is taken to begin here',
      })
    threads.push(thread)
    postCount += thread.posts.length
  }
  return finishPaste(text, lines, {
    source: 'paste',
    posts: threads.flatMap(({ posts }) => posts),
    spans: threads.flatMap(({ spans }) => spans),
    headersOf: new Map(threads.map(({ threadId, headers }) => [threadId, headers])),
    ambiguities: [...items.ambiguities, ...threads.flatMap(({ ambiguities }) => ambiguities)],
    notes: [
      ...(threads.length === 1 ? [] : [`${threads.length} threads in one paste, each under a header of its own`]),
      ...items.notes,
      ...new Set(threads.flatMap(({ notes }) => notes)),
    ],
  })
}

const HEADER_LINE_LIMIT = 6

/** ">>> the ferry", "=== the bank": such a line alone at the top of a paste heads a thread, and so do others with its sign. */
const THREAD_HEAD = /^([^\p{L}\p{N}\s@＠"'“„«([]{2,6}) ?[\p{L}\p{N}]/u

/** Where threads begin: at the top, and at each header below a reply that ends with a label such as "Most Activity" or opens with the sign of the first. */
function findThreadStarts(text: string, lines: readonly PasteLine[]): readonly number[] {
  const starts = [0]
  let isReplied = false
  const headOf = ({ start, end }: PasteLine): string | undefined => THREAD_HEAD.exec(text.slice(start, Math.min(end, start + 20)))?.[1]
  const sign = lines[0] === undefined ? undefined : headOf(lines[0])
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'text' && line.handles.length > 0) isReplied = true
    if (isReplied && sign !== undefined && line.blankCountAbove > 0 && lines[index + 1]?.blankCountAbove !== 0 && headOf(line) === sign) {
      starts.push(index)
      isReplied = false
      continue
    }
    if (!isReplied || line.kind !== 'section' || sectionOf(line) !== 'posts') continue
    let from = index
    let hasHeadline = false
    while (index - from < HEADER_LINE_LIMIT && lines[from - 1]?.kind === 'text' && lines[from - 1]?.handles.length === 0) {
      if (hasHeadline && (lines[from]?.blankCountAbove ?? 0) > 0) break
      from -= 1
      const { start = 0, end = 0 } = lines[from] ?? {}
      hasHeadline ||= looksLikeHeadline(text.slice(start, Math.min(end, start + 200)))
    }
    if (!hasHeadline) continue
    starts.push(from)
    isReplied = false
  }
  return starts
}

function readThread(text: string, lines: readonly PasteLine[], threadId: string, postCount: number) {
  const { marks, namesAbove, arePosts } = findBylines(text, lines)
  const named = layOutNames(text, lines, arePosts ? marks : [])
  const timed = marks.filter((mark) => mark.isTimed)
  const layout = named ?? layOutBlocks(text, lines, timed)
  const notes: string[] = [`layout: ${named === null ? 'posts apart by blank lines' : 'posts with the names of their authors'}`]
  if (namesAbove > 0) notes.push(`${namesAbove} short lines above posts were taken for the names of their authors`)
  const ambiguities: Ambiguity[] = [...layout.ambiguities]

  const { posts: pieces } = layout
  const wordsOf = (slices: readonly Slice[]): string =>
    slices.map(({ start, end }) => text.slice(start, end).replace(/\r\n?/g, '\n')).join('\n')
  const texts = pieces.map(({ slices }) => wordsOf(slices))
  const addresseesOf = pieces.map((piece, index) => readAddressees(piece, texts[index] ?? ''))
  const most = findMostNamed(pieces, addresseesOf)
  const headers = layout.headers.map(({ start, end }) => text.slice(start, end))
  const root = pieces.find(({ role, author }) => role === 'root' && author !== null)
  const byline = root?.isNameAlone ? null : (root?.author ?? null)
  if (named === null && most !== null && byline !== null && most.count >= 3 && most.handle.toLowerCase() !== byline.toLowerCase())
    ambiguities.push({
      lineNumber: pieces[0]?.lineNumber ?? 1,
      message: `the byline above names @${byline}, but ${most.count} of ${most.addressedCount} addressed replies name @${most.handle}: the root post may be another's`,
    })
  // Nobody writes of themselves by their handle.
  const mostNamed = byline === null && most?.isTelling ? most.handle : null
  const inferredOf = pieces.map(({ role }, index) =>
    mostNamed !== null && role === 'root' && !namesAccount(texts[index] ?? '', mostNamed) ? mostNamed : null,
  )
  const inferred = inferredOf.find((handle) => handle !== null) ?? null
  const accountOf = pieces.map(({ author, isNameAlone }, index) => inferredOf[index] ?? (isNameAlone ? null : author || null))
  const isRootGuessed = inferred !== null && !layout.isRootShown && !headers.some((header) => namesAccount(header, inferred))
  const ids = pieces.map((_, index) => `p${postCount + index + 1}`)
  const choices = chooseParents(pieces, ids, addresseesOf, accountOf, isRootGuessed, ambiguities)
  if (most !== null && inferred !== null) {
    const restingCount = isRootGuessed
      ? choices.filter(({ facts }, index) => facts.isParentInferred && addresseesOf[index]?.length).length
      : 0
    notes.push(
      `author of the root posts inferred: @${most.handle}, whom ${most.count} of ${most.addressedCount} addressed replies name${restingCount === 0 ? '' : `; ${formatCount(restingCount, 'parent')} rest on it and are guesses too`}`,
    )
  }
  const posts = pieces.map(({ role, author, authorName, timeText, isAuthorGuessed, quoted }, index): Post => {
    const { parentId, facts } = choices[index] ?? knownParent(null)
    const addressees = addresseesOf[index] ?? []
    const guessed = inferredOf[index] ?? null
    return {
      id: ids[index] ?? '',
      threadId,
      parentId,
      author: author || guessed,
      createdAt: timeText === null ? null : parseDate(timeText),
      text: texts[index] ?? '',
      meta: {
        role,
        ...(addressees.length > 0 && { addressees }),
        ...facts,
        ...(authorName !== null && { authorName }),
        ...(timeText !== null && { timeText }),
        ...(quoted !== undefined && { quotedText: `@${quoted.handle}: ${wordsOf(quoted.slices)}` }),
        ...((isAuthorGuessed || (guessed !== null && author === null)) && { isAuthorInferred: true }),
      },
    }
  })
  const spans = [
    ...pieces.flatMap(({ slices }, index) => slices.map((slice) => ({ kind: 'post' as const, ...slice, postId: ids[index] ?? null }))),
    ...layout.headers.map((slice) => ({ kind: 'header' as const, ...slice, postId: null })),
    ...layout.bylines.map((slice) => ({ kind: 'byline' as const, ...slice, postId: null })),
  ]
  const { advertCount = 0 } = layout
  const counted = advertCount === 0 ? posts : withLedger(posts, 'paste', { advertCount })
  return { threadId, posts: counted, headers, spans, ambiguities, notes }
}

/** Handles of "Replying to" first, then those at the start of the text; each once, whatever its case. */
const readAddressees = ({ replyingTo }: PostPiece, text: string): readonly string[] => [
  ...new Map([...replyingTo, ...parseLeadingMentions(text).handles].map((handle) => [handle.toLowerCase(), handle])).values(),
]
