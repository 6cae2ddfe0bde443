import { type Ambiguity, noteInto } from '../../record/ingest-result.js'
import { readThread } from '../layout/parse-layout.js'
import { finishPaste, type PasteResult, withIds } from '../layout/paste-spans.js'
import { looksLikeHeadline } from './head.js'
import { takeOffRecurring } from './item-lines.js'
import { type MentionLine, readMentionLines, sectionOf } from './mention-lines.js'
import { splitMentions } from './split-mentions.js'

/**
 * Splits a thread pasted from a page into header pieces, root posts and replies. Never throws; linear in the text.
 *
 * Reads posts separated by blank lines with leading handles, and posts with the names of their authors. Each line with a second reading is
 * in `summary.ambiguities`, with the reading taken.
 *
 * - Lossless: the spans, in order, rebuild the text. A post's text joins its spans by LF.
 * - Parent: the nearest post above by the first addressee whose own handles the reply carries along.
 * - Without such a post, `parentId` is null and `meta.missingParent` holds the handle with `@`. `meta.possibleParents` lists several.
 * - A reply without addressee answers the nearest root above, as a guess (`meta.isParentInferred`).
 * - Root author without a byline: the handle that most addressed replies name (`meta.isAuthorInferred`).
 * - A root that names the handle is not by it. Parents by an inferred author are guesses, unless the header repeats a root or its author.
 *
 * @example parsePaste('Bold move.\n\n@ann it is not').posts.map((post) => post.parentId) // => [null, 'p-3a4da7179d']
 */
export const parsePaste = (text: string): PasteResult => withIds(readPaste(text))

/** Reads the paste with numbers for ids: `p1` is the first post of thread `t1`. */
export function readPaste(text: string): PasteResult {
  const items = takeOffRecurring(text)
  const lines = readMentionLines(text, items.lines)
  const starts = findThreadStarts(text, lines)
  let postCount = 0
  const threads = starts.map((from, index) => {
    const own = lines.slice(from, starts[index + 1])
    const ambiguities: Ambiguity[] = []
    if (index > 0) noteInto(ambiguities, own)(0, 'a header in the midst of the paste; a further thread is taken to begin here')
    const { layout, page } = splitMentions(text, own, ambiguities)
    const thread = readThread({ source: 'paste', text, layout, page, ambiguities, threadId: `t${index + 1}`, postCount })
    postCount += thread.posts.length
    return thread
  })
  return finishPaste(text, lines, {
    source: 'paste',
    posts: threads.flatMap(({ posts }) => posts),
    spans: threads.flatMap(({ spans }) => spans),
    headersOf: new Map(threads.flatMap(({ headersOf }) => [...headersOf])),
    ambiguities: [...items.ambiguities, ...threads.flatMap((thread) => thread.ambiguities)],
    notes: [
      ...(threads.length === 1 ? [] : [`${threads.length} threads in one paste, each under a header of its own`]),
      ...items.notes,
      ...new Set(threads.flatMap(({ notes }) => notes)),
    ],
  })
}

const HEADER_LINE_LIMIT = 6

/** ">>> the ferry", "=== the bank": heads a thread, alone at the top of a paste. Others have the same sign. */
const THREAD_HEAD = /^([^\p{L}\p{N}\s@＠"'“„«([]{2,6}) ?[\p{L}\p{N}]/u

/** Starts of threads: the top, and headers below replies, marked by "Most Activity" or the first one's sign. */
function findThreadStarts(text: string, lines: readonly MentionLine[]): readonly number[] {
  const starts = [0]
  let isReplied = false
  const headOf = (line: MentionLine | undefined): string | undefined => THREAD_HEAD.exec(line?.words ?? '')?.[1]
  const isPlain = (at: number): boolean => lines[at]?.kind === 'words'
  for (const [at, line] of lines.entries()) {
    isReplied ||= line.kind === 'mention' || line.kind === 'handle'
    if (!isReplied) continue
    const isSign =
      headOf(line) !== undefined && headOf(line) === headOf(lines[0]) && line.blankCountAbove > 0 && lines[at + 1]?.blankCountAbove !== 0
    let from = at
    let hasHeadline = isSign
    while (!isSign && line.kind === 'section' && sectionOf(line) === 'posts' && at - from < HEADER_LINE_LIMIT && isPlain(from - 1)) {
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
