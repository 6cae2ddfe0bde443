import { parseJson } from '../../base/json-shape.js'
import { mostFrequent } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import { splitLines } from '../../base/text/split-lines.js'
import type { Post } from '../../base/thread/post.js'
import { LINES_PER_MENTION, MIN_LIST_LINE_COUNT } from '../copied/lines/thresholds.js'
import type { OnePostPer } from '../copied/plain/parse-plain.js'
import { withoutNumbers } from '../copied/timed-line.js'

/** UTF-16 units searched for markup, code, logs and tables. */
const SAMPLE_LENGTH = 200_000
/**
 * Share of characters in tags above which a text is markup. Choice: comments that quote HTML have
 * under a tenth.
 */
const MAX_TAG_SHARE = 0.2
/**
 * Share of brackets and operators above which a text is code. Threads: .05 at most; programs: .07
 * at least.
 */
const MAX_SYMBOL_SHARE = 0.06
const MIN_LINE_COUNT = 5
/**
 * Fewest of a kind that are several: cells of a row, lines of a chat, words of a sentence. Two may
 * be a chance.
 */
export const SEVERAL = 3
const SYMBOL = /[{}[\]<>=;\\|()]/g
/** Signs of quoted lines in mails. */
const QUOTE_SIGNS = /^(?:> ?){1,20}/gm
/** An address in angle brackets is no tag: "<ann@mail.example>". */
const TAG = /<(?!\S{1,200}@|https?:)[a-z!/?][^<>]*>/gi
const OPENING_TIME =
  /^\W{0,3}(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|[A-Z][a-z]{2} \d{1,2},? (?:\d{4},? )?\d{1,2}:\d{2}|\d{1,2}:\d{2}(?::\d{2})?\b)/

export type TextKind = 'markup' | 'code' | 'times' | 'table' | 'pages'

/** Sign of markup, code, a log or a table, with an excerpt; null for words. Linear in the text. */
export function findTextMark(
  text: string,
  isMostlyNamed: boolean,
): { readonly kind: TextKind; readonly seen: string } | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  const length = sample.replace(/\s+/g, '').length
  let tagLength = 0
  for (const [tag] of sample.matchAll(TAG)) tagLength += tag.replace(/\s+/g, '').length
  const percent = (part: number): string => `${Math.round((100 * part) / length)}%`
  if (tagLength > MAX_TAG_SHARE * length)
    return { kind: 'markup', seen: `${percent(tagLength)} of it stands in tags, as in HTML or XML` }
  if (isJson(text)) return { kind: 'code', seen: 'it is JSON of an unknown shape' }
  // A thread with names may quote a program or a table.
  if (isMostlyNamed) return null
  const lines = splitLines(sample).map(({ start, end }) => sample.slice(start, end))
  if (lines.length >= MIN_LINE_COUNT) {
    const timedCount = lines.filter((line) => OPENING_TIME.test(line)).length
    if (timedCount * 2 > lines.length) {
      return {
        kind: 'times',
        seen: `${timedCount} of ${lines.length} lines open with a time, as in a log or a chat`,
      }
    }
    for (const [delimiter, name] of DELIMITERS) {
      // A horizontal rule has no cells.
      const counts = lines.map((line) =>
        /^[\s|+=-]*$/.test(line) ? 1 : line.split(delimiter).length,
      )
      const [usual, count] = mostFrequent(counts.filter((each) => each >= SEVERAL)) ?? [0, 0]
      if (count * 2 > lines.length)
        return {
          kind: 'table',
          seen: `${count} of ${lines.length} lines have ${usual} cells apart by ${name}, as in a table`,
        }
    }
  }
  const symbolCount = sample.replace(QUOTE_SIGNS, '').match(SYMBOL)?.length ?? 0
  if (symbolCount <= MAX_SYMBOL_SHARE * length) return null
  return {
    kind: 'code',
    seen: `${percent(symbolCount)} of its characters are brackets and operators, as in code or data`,
  }
}

/** Typical lines of texts that are not threads, with the number needed. */
const OTHER_KINDS = [
  [/^(?:from|date|subject|message-id): \S.{0,60}/gim, 6, 'mails of a list'],
  [
    /^(?:last reply .{1,30}|view thread|replied to a thread: .{1,200}|message #\S{1,60})$/gim,
    1,
    'a channel of Slack',
  ],
  [/^\S.{0,40} APP$/gm, 3, 'cards of programs in Slack'],
  [/^Guild: .{1,80}\nChannel: .{1,80}/gm, 1, 'a channel of Discord as text'],
] as const

/**
 * "[05/06/2026, 14:03] Ann:", "05.06.26, 14:03 - Ann:", "Ann, [05.06.2026 14:03]", "Ann — Today at
 * 9:41 AM"
 */
const CHAT_LINE =
  /^[^\p{L}\d\n]{0,4}\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},?\s\p{L}{0,4}\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[^\n:]{0,14}?(?:\]| -) ?[^:\n]{1,60}: |^.{1,60}, \[\d[^\]\n]{8,30}\]:?$|^.{1,60} — (?:(?:today|yesterday) at |\d{1,2}\/\d{1,2}\/\d{2,4},? )\d{1,2}:\d{2}/gimu

/** Line at an end of a newsletter: "Unsubscribe", "View this email in your browser". */
const NEWSLETTER_LINE =
  /^.{0,40}\b(?:unsubscribe|view (?:it |this e?-?mail )?in (?:your )?browser)\b/gim
/** Lines of each end of a text, blank ones aside. Choice. */
const END_LINE_COUNT = 10

/** Line that only a newsletter opens or closes with; a reply may be one word, in the middle. */
function findNewsletterLine(sample: string): string | undefined {
  const lines = sample.split('\n').filter((line) => line.trim() !== '')
  const ends = [...lines.slice(0, END_LINE_COUNT), ...lines.slice(-END_LINE_COUNT)]
  return ends.join('\n').match(NEWSLETTER_LINE)?.[0]
}

export const describeOtherKind = (what: string, shown: string | undefined): string =>
  `it looks like ${what} (${JSON.stringify(shown)}): give a CSV with the columns author and text, one row a post`

/**
 * Name of another kind of text, such as a private chat, and the remedy; null for a possible thread.
 */
export function nameOtherKind(text: string, isDoubtful: boolean): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  const chat = [CHAT_LINE, SEVERAL, 'a private chat'] as const
  for (const [pattern, least, what] of isDoubtful ? [chat, ...OTHER_KINDS] : [chat]) {
    const shown = sample.match(pattern) ?? []
    // A short text may hold nothing else.
    if (shown.length >= Math.min(least, splitLines(sample).length))
      return describeOtherKind(what, shown[0])
  }
  const newsletterLine = isDoubtful ? findNewsletterLine(sample) : undefined
  return newsletterLine === undefined ? null : describeOtherKind('a newsletter', newsletterLine)
}

const DELIMITERS = [
  ['\t', 'tabs'],
  ['|', 'bars'],
  [';', 'semicolons'],
] as const

const JSON_LENGTH_LIMIT = 16_000_000

function isJson(text: string): boolean {
  if (
    text.length > JSON_LENGTH_LIMIT ||
    !/^[\s\ufeff]*[[{]/.test(text) ||
    !/[\]}]\s*$/.test(text.slice(-100))
  )
    return false
  return parseJson(text.replace(/^\ufeff/, ''), () => null) !== null
}

/** "#12", "1,204 Recommend": the count at the start of a short line is dropped. */
const withoutCount = (line: string): string =>
  line.length <= 30 && /^[^\p{L}\d]{0,3}\d/u.test(line) ? withoutNumbers(line) : line

/** Line shared by most multi-line posts, and its posts; null below two. */
export function findRepeatedLine(
  texts: readonly string[],
): { readonly line: string; readonly count: number } | null {
  const lineOf = new Map<string, string>()
  const keys = texts.flatMap((text) => {
    const lines = text.includes('\n') ? text.split('\n').map(foldSpace) : []
    for (const line of lines)
      if (!lineOf.has(withoutCount(line))) lineOf.set(withoutCount(line), line)
    return [...new Set(lines.map(withoutCount))].filter((key) => key !== '' && !key.startsWith('@'))
  })
  const [key, count] = mostFrequent(keys) ?? ['', 0]
  return count < 2 ? null : { line: lineOf.get(key) ?? key, count }
}

/**
 * Above this share of repeated or short lines, they are a page's buttons. Choice: a crowd repeats
 * "lol" less often.
 */
const MAX_REPEATED_SHARE = 0.15
const MAX_SHORT_SHARE = 0.4
/** Above this share of lines with a time of day, the text is an agenda or a log. */
const MAX_CLOCK_SHARE = 0.3
const CLOCK = /\b\d{1,2}:\d{2}\b/
/**
 * Share that is nearly all: of whole sentences with many words in an article, of named posts in a
 * sure reading.
 */
export const NEARLY_ALL = 0.9
const PARAGRAPH_WORD_COUNT = 25
const SENTENCE = /^["'“(]?\p{Lu}.*[.!?…]["'”)]?$/u

/**
 * Unit of a nameless list, line or paragraph; null for a page, an article, a wrapped text. Linear
 * in the text.
 */
export function findListForm(text: string): OnePostPer | null {
  const lines = splitLines(text)
  if (lines.length < MIN_LIST_LINE_COUNT) return null
  const apartCount = lines.slice(1).filter(({ blankCountAbove }) => blankCountAbove > 0).length
  if (apartCount > 0 && apartCount < lines.length - 1) return null
  const words = lines.map(({ start, end }) => text.slice(start, end).trim())
  const counts = words.map((line) => line.split(/\s+/).length)
  const share = (isOne: (line: string, index: number) => boolean): number =>
    words.filter(isOne).length / words.length
  const longest = words.reduce((most, { length }) => Math.max(most, length), 0)
  const isLong = counts.reduce((sum, count) => sum + count, 0) > PARAGRAPH_WORD_COUNT * words.length
  // A program wrapped lines that are mostly as long as the longest.
  const isWrapped = share(({ length }) => length > longest * 0.75) > 0.5
  const isProse = isLong && share((line) => SENTENCE.test(line)) > NEARLY_ALL
  const isOther =
    1 - new Set(words.map((line) => line.toLowerCase())).size / words.length > MAX_REPEATED_SHARE ||
    share((_, index) => (counts[index] ?? 0) <= 2) > MAX_SHORT_SHARE ||
    share((line) => CLOCK.test(line)) > MAX_CLOCK_SHARE ||
    words.some((line) => line.startsWith('©'))
  if (isWrapped || isProse || isOther) return null
  return apartCount > 0 ? 'paragraph' : 'line'
}

const MIN_MENTIONING_LINE_COUNT = 12

/** `findListForm` of a text cut at mentions alone, where few lines open with one. */
export function findMentioningListForm(text: string, posts: readonly Post[]): OnePostPer | null {
  const isCutAtMentions = posts.every(
    ({ author, meta }) =>
      (author === null || meta['isAuthorInferred']) && meta['authorName'] === undefined,
  )
  if (!isCutAtMentions || !posts.some(({ meta }) => meta.addressees !== undefined)) return null
  const { length } = splitLines(text)
  return length < MIN_MENTIONING_LINE_COUNT ||
    posts.length * LINES_PER_MENTION > length ||
    findListForm(text) !== 'line'
    ? null
    : 'line'
}
