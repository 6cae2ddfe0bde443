import { foldSpace } from '../../base/text/fold-text.js'
import { lazily } from '../../base/text/lazily.js'
import type { TextLine } from '../../base/text/split-lines.js'
import { commonLetter, readTime } from '../layout/page-words.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'

/**
 * What a line of a paste looks like by itself.
 * `section` heads a part of the page, `furniture` can be nothing but page furniture, `weak` may be furniture or a short post
 * (a count, "Reply", "2h"), `end` opens what follows the thread on a page.
 */
export type LineKind = 'text' | 'section' | 'furniture' | 'weak' | 'replying' | 'handle' | 'byline' | 'end'

export interface PasteLine extends TextLine {
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
/** Longer lines are no buttons. */
const COMMON_LENGTH_LIMIT = 60

const THREAD_LABELS: ReadonlySet<string> = new Set('main post|original post|opening post|most activity'.split('|'))
const SECTIONS: ReadonlySet<string> = new Set([
  ...THREAD_LABELS,
  ...'most relevant|most recent|most liked|most popular|top comments|top replies|all comments|all replies'.split('|'),
])
/** Section labels that are also plain words: a section only in the head of a page. */
const WEAK_SECTIONS = new Set(
  'post|conversation|thread|replies|relevant|latest|comments|top|recency|relevance|newest|oldest|discussion'.split('|'),
)

/** What X alone prints. */
const X_FURNITURE =
  /^(?:see new posts|show (?:additional replies.{0,80}|thread|more)|view (?:quotes|post (?:engagements|analytics))|translated? .{0,30}|verified account|square profile picture|the media could not be played\.|pinned post|readers added context|hide translation)$/
const WEAK = new Set(
  'reply|show|hide|repost|retweet|like|likes|views|view|share|bookmark|follow|following|subscribe|quote|ad|promoted|sponsored|advertisement|gif|alt|edited|pinned|more|report|copy link|and'.split(
    '|',
  ),
)
const ENDS = new Set(
  (
    "discover more|trending now|what's happening|what’s happening|who to follow|relevant people|you might like|new to x?|don't miss what's happening|don’t miss what’s happening|live on x|" +
    'terms of service|privacy policy|cookie policy|cookie use|ads info'
  ).split('|'),
)

/** What X prints below the card of a link, and above a text that it translated. */
const SOURCE_CARD = /^(?:from (?:www\.)?[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,20}){1,3}|translated from \p{L}{3,20}(?: by \p{L}{2,20})?)$/u

/** Whether a folded piece of a line is a time as pages print it: "2h", "3 days ago", "Jun 5", "10:14 AM". */
export function isTime(piece: string): boolean {
  return piece.length <= 40 && !SEPARATOR_DOT.test(piece) && readTime(piece) !== null
}

const SEPARATOR_DOT = /[·•|]/

/** A line of times and counts joined by dots: "10:14 AM · Jun 5, 2026 · 12.3K Views". */
function isStampLine(folded: string): boolean {
  const separator = SEPARATOR_DOT.test(folded) ? SEPARATOR_DOT : / [-–—] /
  if (!separator.test(folded)) return false
  const pieces = folded
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
  return (
    pieces.length > 0 &&
    pieces.length <= 6 &&
    pieces.every((piece) => isTime(piece) || /^[cf]$/.test(commonLetter(piece) ?? '') || piece === 'from earth')
  )
}

/** Counts in one row: "12 Reposts 4 Quotes 208 Likes"; also behind pictures that a program took for letters. */
const COUNT_ROW =
  /^(?:(?:\d[\d.,]{0,9} ?[kmb]? (?:reposts?|retweets?|quotes?|likes?|bookmarks?|views?|repl(?:y|ies)|comments?|shares?) ?){2,6}|(?:[^\s\d@]{1,2} ?\d[\d.,]{0,9}[kmb]?(?: |$)){3,6}|\d[\d.,]{0,9}[kmb]?(?: \d[\d.,]{0,9}[kmb]?){2,5})$/u

interface Byline {
  readonly name: string
  readonly handle: string
  readonly time: string
}

/** "Name @handle - 2h": a program that reads pictures takes a dot for any sign. */
const SIGNED_BYLINE = /^(?<name>[^@©]{0,60}?)\s?[@©]\s?(?<handle>[\p{L}\p{N}_]{2,40})\s?[-–—*.~]\s?(?<time>\S.{0,24})$/u

/** Reads "Name @handle · 2h", "@handle · 2h" or "Name @handle 2h", also with another sign before the time; null for anything else. */
function readByline(line: string): Byline | null {
  const signed = SIGNED_BYLINE.exec(line)?.groups
  if (signed !== undefined && isTime((signed['time'] ?? '').toLowerCase()))
    return { name: (signed['name'] ?? '').trim(), handle: signed['handle'] ?? '', time: signed['time'] ?? '' }
  const dot = line.search(SEPARATOR_DOT)
  const at = line.lastIndexOf('@', dot === -1 ? line.length : dot)
  if (at === -1 || (at > 0 && line[at - 1] !== ' ')) return null
  const { handles, restStart } = parseLeadingMentions(line.slice(at))
  const handle = handles[0]
  if (handles.length !== 1 || handle === undefined) return null
  const rest = line.slice(at + restStart).trim()
  const time = rest.replace(/^[·•|]\s?/, '').replace(/\s?[·•|] ?(?:edited|follow|subscribe)?$/i, '')
  const timed =
    dot === -1 ? isTime(time.toLowerCase()) : isTime(time.toLowerCase()) || (time === '' && rest !== '') || isStampLine(time.toLowerCase())
  return timed ? { name: line.slice(0, at).trim(), handle, time } : null
}

const REPLYING = /^(?:replying to|in reply to|en réponse à|antwort an)(?= |$)/

/** What a line looks like, wherever it stands. */
type LineLook = Pick<PasteLine, 'kind' | 'handles' | 'name' | 'time' | 'label'>

const NO_HANDLES: readonly string[] = Object.freeze([])
const TEXT: LineLook = Object.freeze({ kind: 'text', handles: NO_HANDLES, name: '', time: '', label: '' })

const look = (kind: LineKind, rest: Partial<LineLook> = {}): LineLook => ({ ...TEXT, kind, ...rest })

/** Lines up to this length are looked at once for each wording: most of a page's furniture says the same. */
const REMEMBERED_LENGTH_LIMIT = 32
const REMEMBERED_COUNT_LIMIT = 4096

/** Makes a function that says what lines look like, each from its own characters alone. Linear in the line. */
export function createLineClassifier(text: string): (line: TextLine) => PasteLine {
  const remembered = new Map<string, LineLook>()
  const isKnown = lazily(() => new Set([...text.matchAll(/@([\p{L}\p{N}_]{2,40})/gu)].map(([, handle = '']) => handle.toLowerCase())))
  const lookOf = ({ start, end }: TextLine): LineLook => {
    if (end - start > REMEMBERED_LENGTH_LIMIT) return lookAt(text, start, end)
    const content = text.slice(start, end)
    const known = remembered.get(content)
    if (known !== undefined) return known
    // A program that reads pictures may take "@" for another sign.
    const handle = /^[©®] ?([\p{L}\p{N}_]{2,40})$/u.exec(content)?.[1]
    const found =
      handle !== undefined && isKnown().has(handle.toLowerCase()) ? look('handle', { handles: [handle] }) : lookAt(text, start, end)
    if (remembered.size < REMEMBERED_COUNT_LIMIT) remembered.set(content, found)
    return found
  }
  return (line) => new LookedAtLine(line, lookOf(line))
}

/** A line of the page, whatever it says. */
export const leaveOut = (line: TextLine): PasteLine => new LookedAtLine(line, look('furniture'))

/** A line that shares its look with those of the same wording: a paste has millions of lines, and memory bounds it. */
class LookedAtLine implements PasteLine {
  readonly start: number
  readonly end: number
  readonly lineNumber: number
  readonly blankCountAbove: number
  readonly #look: LineLook

  constructor({ start, end, lineNumber, blankCountAbove }: TextLine, look: LineLook) {
    this.start = start
    this.end = end
    this.lineNumber = lineNumber
    this.blankCountAbove = blankCountAbove
    this.#look = look
  }

  get kind(): LineKind {
    return this.#look.kind
  }
  get handles(): readonly string[] {
    return this.#look.handles
  }
  get name(): string {
    return this.#look.name
  }
  get time(): string {
    return this.#look.time
  }
  get label(): string {
    return this.#look.label
  }
}

function lookAt(text: string, start: number, end: number): LineLook {
  const length = end - start
  const short = foldSpace(text.slice(start, Math.min(end, start + FURNITURE_LENGTH_LIMIT + 1)))
  if (length <= FURNITURE_LENGTH_LIMIT) {
    const furniture = lookAtShort(short)
    if (furniture !== null) return furniture
  }
  if (/^[@＠﹫]/.test(short)) {
    const { handles, restStart } = parseLeadingMentions(text.slice(start, end))
    if (handles.length > 0) return look(restStart >= length && handles.length === 1 ? 'handle' : 'text', { handles })
  }
  return TEXT
}

/** Knows page furniture and bylines by their words; null for what may be a post. */
function lookAtShort(short: string): LineLook | null {
  const folded = short.toLowerCase()
  if (folded === '') return look('furniture')
  const label = folded.replace(/^#{1,6} | ?:$/g, '')
  if (SECTIONS.has(label)) return look('section', { label })
  if (ENDS.has(folded)) return look('end')
  if (WEAK.has(folded) || WEAK_SECTIONS.has(label)) return look('weak', { label })
  if (REPLYING.test(folded)) {
    const handles = [...short.matchAll(/@([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63})/gu)].map((match) => (match[1] ?? '').replace(/[.-]+$/, ''))
    if (handles.length > 0 || folded === 'replying to') return look('replying', { handles })
  }
  if (SOURCE_CARD.test(folded)) return look('furniture')
  if (X_FURNITURE.test(folded)) return look('furniture')
  const common = short.length <= COMMON_LENGTH_LIMIT ? commonLetter(short) : null
  if (common === 'c' || isTime(folded)) return look('weak', { label: folded })
  if (/^[fmds]$/.test(common ?? '') || COUNT_ROW.test(folded) || isStampLine(folded)) return look('furniture')
  const byline = /[@©]/.test(short) ? readByline(short) : null
  return byline && look('byline', { handles: [byline.handle], name: byline.name, time: byline.time })
}

/** Section labels that open the replies, not the posts that are answered. */
const REPLY_SECTIONS = new Set('replies|comments|all comments|top comments|all replies|top replies|newest|oldest'.split('|'))

/** Whether words are a label of a thread that is no plain word: "Most Activity". */
export const isThreadLabel = (words: string): boolean => THREAD_LABELS.has(words.toLowerCase().replace(/ ?:$/, ''))

/** Which part of the page a line heads, read in the page's head where a plain word like "Replies" is a label; null for no label. */
export function sectionOf(line: PasteLine): 'posts' | 'replies' | null {
  if (line.kind !== 'section' && !(line.kind === 'weak' && WEAK_SECTIONS.has(line.label))) return null
  return REPLY_SECTIONS.has(line.label) ? 'replies' : 'posts'
}

/** Whether a line is the full stamp that pages print under the post in focus: "10:14 AM · Jun 5, 2026". */
export function isFullStamp(content: string): boolean {
  const folded = foldSpace(content).toLowerCase()
  return folded.length <= FURNITURE_LENGTH_LIMIT && /^(?:last edited )?\d{1,2}:\d{2}/.test(folded) && isStampLine(folded)
}

/** Whether a line is nothing but a time or a dot: what follows a bare handle when it names an author. */
export function isTimeLine(content: string): boolean {
  const folded = foldSpace(content).toLowerCase()
  return folded === '·' || folded === '•' || isTime(folded) || isStampLine(folded) || isTime(folded.replace(/^[·•]\s?/, ''))
}
