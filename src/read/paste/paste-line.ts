import { foldSpace } from '../../base/text/fold-text.js'
import { lazily } from '../../base/text/lazily.js'
import type { Letter } from '../layout/layout.js'
import { commonLetter, createLetterer, matchLine } from '../layout/page-words.js'
import { X } from '../layout/sites/x.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import type { ItemLine } from './paste-items.js'

/**
 * What a line of a paste looks like by itself.
 * `section` heads a part of the page, `furniture` can be nothing but page furniture, `weak` may be furniture or a short post
 * (a count, "Reply", "2h"), `end` opens what follows the thread on a page.
 */
export type LineKind = 'text' | 'section' | 'furniture' | 'weak' | 'replying' | 'handle' | 'byline' | 'end'

export interface PasteLine extends ItemLine {
  readonly kind: LineKind
  /** Handles that the line opens with or, for `replying`, names. Without `@`. */
  readonly handles: readonly string[]
  /** Name and time of a `byline`; both '' elsewhere. */
  readonly name: string
  readonly time: string
  /** The folded words of a `section` or `weak` line; '' elsewhere. */
  readonly label: string
}

/** A longer line is never page furniture or a byline. Choice: X's longest are under 80. */
const FURNITURE_LENGTH_LIMIT = 160
const COMMON_LENGTH_LIMIT = 60

const THREAD_LABELS: ReadonlySet<string> = new Set('main post|original post|opening post|most activity'.split('|'))
const SECTIONS: ReadonlySet<string> = new Set([
  ...THREAD_LABELS,
  ...'most relevant|most relevant replies|most recent|most liked|most popular|top comments|top replies|all comments|all replies'.split('|'),
])
/** Section labels that are also plain words: a section only in the head of a page. */
const WEAK_SECTIONS = new Set(
  'post|conversation|thread|replies|relevant|latest|comments|top|recency|relevance|newest|oldest|discussion'.split('|'),
)

/** A line of times and counts joined by dots or dashes: "10:14 AM · Jun 5, 2026 · 12.3K Views". */
function isStamp(folded: string): boolean {
  const separator = SEPARATOR_DOT.test(folded) ? SEPARATOR_DOT : / [-–—] /
  const pieces = folded.split(separator).filter((piece) => piece.trim() !== '')
  return (
    separator.test(folded) &&
    pieces.length <= 6 &&
    pieces.every((piece) => (/\d/.test(piece) ? /^[tcfmr]$/ : /^[tcf]$/).test(commonLetter(piece.trim()) ?? ''))
  )
}
const SEPARATOR_DOT = /[·•|]/

/** Counts in one row, also behind pictures that a program took for letters: "O 14 tl 22 <3 310 ill 9.2K", with counts of none left out. */
const COUNT_ROW = /^(?:(?:[^\s\d@]{1,2} ?)?\d[\d.,]{0,9}[kmb]?(?: |$)){2,6}$/u
const SIGN_ROW = /^(?:(?:<3|[^\s\d@]{1,3}|\d[\d.,]{0,9}[kmb]?)(?: |$)){3,10}$/u
const isCountRow = (folded: string): boolean =>
  COUNT_ROW.test(folded) || (SIGN_ROW.test(folded) && /[♡♥❤]|<3/u.test(folded) && /\d$|[kmb]$/.test(folded))

/** A handle behind a name, or before a dot. */
const X_BYLINE = /^(?:[^@].*@|@\S*\s?[·•])/s

type LineLook = Omit<PasteLine, keyof ItemLine>

const TEXT: LineLook = Object.freeze({ kind: 'text', handles: Object.freeze([]), name: '', time: '', label: '' })
const FURNITURE: LineLook = Object.freeze({ ...TEXT, kind: 'furniture' })

/** Makes a function that says what lines look like, each from its own characters alone. Linear in the line. */
export function createLineClassifier(text: string): (line: ItemLine) => PasteLine {
  const letterOf = createLetterer(X, X_BYLINE)
  const isKnown = lazily(() => new Set([...text.matchAll(/@([\p{L}\p{N}_]{2,40})/gu)].map(([, handle = '']) => handle.toLowerCase())))
  return (line) => {
    if (line.isLeftOut) return { ...line, ...FURNITURE }
    const { start, end } = line
    const raw = text.slice(start, Math.min(end, start + FURNITURE_LENGTH_LIMIT + 1))
    const words = foldSpace(raw)
    // A program that reads pictures may take "@" for another sign.
    const handle = raw.length <= 42 ? /^[©®] ?([\p{L}\p{N}_]{2,40})$/u.exec(raw)?.[1] : undefined
    if (handle !== undefined && isKnown().has(handle.toLowerCase())) return { ...line, ...TEXT, kind: 'handle', handles: [handle] }
    const found = raw.length > FURNITURE_LENGTH_LIMIT ? null : words === '' ? FURNITURE : lookAt(words, raw, letterOf(words, raw))
    if (found !== null || !/^[@＠﹫]/.test(words)) return { ...line, ...(found ?? TEXT) }
    const { handles, restStart } = parseLeadingMentions(text.slice(start, end))
    return { ...line, ...TEXT, handles, kind: handles.length === 1 && restStart >= end - start ? 'handle' : 'text' }
  }
}

/** Knows page furniture and bylines by the words of X; null for what may be a post. */
function lookAt(words: string, raw: string, letter: Letter): LineLook | null {
  const folded = words.toLowerCase()
  const label = folded.replace(/^#{1,6} | ?:$| [v⌄▾▼]$/g, '')
  if (SECTIONS.has(label)) return { ...TEXT, kind: 'section', label }
  if (WEAK_SECTIONS.has(label)) return { ...TEXT, kind: 'weak', label }
  if (letter === 'l') {
    const { name = '', handle = '', time = '' } = matchLine(X.line?.() ?? /^/, raw) ?? {}
    return { ...TEXT, kind: 'byline', handles: [handle.slice(1)], name, time }
  }
  if (letter === 'q') {
    const handles = [...words.matchAll(/@([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63})/gu)].map(([, each = '']) => each.replace(/[.-]+$/, ''))
    const isReplying = (handles.length > 0 || folded === 'replying to') && !/^(?:[^\p{L}]|repl(?:y|ied) )/u.test(folded)
    return isReplying ? { ...TEXT, kind: 'replying', handles } : null
  }
  if (isCountRow(folded) || isStamp(folded)) return FURNITURE
  // A "©" without a year may be an "@" that a program misread. Longer lines are furniture where X alone prints them.
  if (words.length > COMMON_LENGTH_LIMIT || (folded.startsWith('© ') && !/\d{4}/.test(folded)))
    return letter === 'f' && commonLetter(words) === null ? FURNITURE : null
  if (/[fmds]/.test(letter)) return FURNITURE
  // "Home" and "Search" may be words.
  if (letter === 'e' && /\p{L} \p{L}/u.test(words)) return { ...TEXT, kind: 'end' }
  return /[ctbrgae]/.test(letter) && !SEPARATOR_DOT.test(folded) ? { ...TEXT, kind: 'weak', label: folded } : null
}

/** Section labels that open the replies, not the posts that are answered. */
const REPLY_SECTIONS = new Set('replies|comments|all comments|top comments|all replies|top replies|newest|oldest'.split('|'))

/** Whether words are a label of a thread that is no plain word: "Most Activity". */
export const isThreadLabel = (words: string): boolean => THREAD_LABELS.has(words.toLowerCase().replace(/ ?:$/, ''))

/** Which part of the page a line heads, read in the page's head where a plain word like "Replies" is a label; null for no label. */
export function sectionOf(line: PasteLine | undefined): 'posts' | 'replies' | null {
  if (line === undefined) return null
  if (line.kind !== 'section' && !(line.kind === 'weak' && WEAK_SECTIONS.has(line.label))) return null
  return REPLY_SECTIONS.has(line.label) ? 'replies' : 'posts'
}

/** Whether a line is the full stamp that pages print under the post in focus: "10:14 AM · Jun 5, 2026". */
export function isFullStamp(content: string): boolean {
  const folded = foldSpace(content).toLowerCase()
  return folded.length <= FURNITURE_LENGTH_LIMIT && /^(?:last edited )?\d{1,2}:\d{2}/.test(folded) && isStamp(folded)
}

/** Whether a line is nothing but a time or a dot: what follows a bare handle when it names an author. */
export function isTimeLine(content: string): boolean {
  const folded = foldSpace(content)
    .toLowerCase()
    .replace(/^[·•]\s?/, '')
  return folded === '' || commonLetter(folded) === 't' || isStamp(folded)
}
