import { lazyPattern } from '../../../base/text/lazily.js'
import { splitLines, type TextLine } from '../../../base/text/split-lines.js'
import { emptyLedger } from '../../../base/thread/capture-ledger.js'
import type { Post } from '../../../base/thread/post.js'
import { nameByWords } from '../../link/ids-from-words.js'
import type { Ambiguity, IngestResult } from '../../record/ingest-result.js'
import { CLEAR_SHARE, LEAST_COUNT, SAMPLE_LENGTH } from '../lines/thresholds.js'
import { type QuotedSentence, splitSentences } from './quoted-sentences.js'

/** One word of a name: `Korosec`, `O'Kane`, `J.`, `McRae`. */
const NAME_WORD = "(?:\\p{Lu}[\\p{L}-]*(?:['’]\\p{Lu}[\\p{L}-]+)?\\.?)"
const PARTICLE = '(?:de|da|del|der|den|van|von|la|le|bin|al)'
const NAME = `${NAME_WORD}(?:\\s+(?:${PARTICLE}\\s+){0,2}${NAME_WORD}){0,4}`
const BORDER = "(?<![\\p{L}\\p{N}'’])"
const VERB =
  '(?:said|says|told|tells|wrote|writes|added|adds|noted|notes|argued|argues|claimed|claims|warned|warns|asked|asks|explained|explains|called|calls|concluded|replied|replies|insisted|insists|suggested|suggests|described|describes|countered|conceded|admitted|quipped|joked|put it)'
const ADVERBS = '(?:(?:has|have|had|also|then|later|once|again|\\p{Ll}+ly)\\s+){0,2}'

/** Words before a name or at a sentence's start that are no part of the name. */
const LEADING_WORDS = new Set(
  'mr mrs ms dr prof professor sir president vice chairman chairwoman ceo cfo cto chief executive officer founder director senator judge analyst editor reporter on in at as when while after but and so yet still meanwhile instead later earlier monday tuesday wednesday thursday friday saturday sunday the a an he she they it we you i'.split(
    ' ',
  ),
)
const ORGANISATION =
  /\s(?:Inc|Corp|Corporation|Company|Co|Ltd|LLC|Group|Bank|Capital|Partners|Ventures|Holdings|University|Institute|Association|Agency|Commission|Department|Ministry|Times|Post|Journal|News|Press|Labs?|AI|Technologies|Systems|Motors|Research|Media|Fund)\.?$/

const NAMES = lazyPattern(`${BORDER}${NAME}`, 'gu')
const ATTRIBUTIONS = [
  lazyPattern(`^(?<name>${NAME}):\\s+["“«]`, 'u'),
  lazyPattern(`["”»’],?\\s+${ADVERBS}${VERB}\\s+(?:[\\p{Ll}'’-]+\\s+){0,6}(?<name>${NAME})`, 'u'),
  lazyPattern(`${BORDER}[Aa]ccording to\\s+(?:[\\p{Ll}'’-]+\\s+){0,5}(?<name>${NAME})`, 'u'),
  lazyPattern(
    `${BORDER}(?<name>${NAME})(?:,\\s[^,_"“”]{2,80},|,\\s+who)?\\s+${ADVERBS}${VERB}(?![\\p{L}-])`,
    'u',
  ),
]

/**
 * Removes titles and opening words, straightens apostrophes: "On Monday CEO Sean O’Kane" becomes
 * "Sean O'Kane".
 */
function cleanName(nameText: string): string[] {
  const words = nameText.replaceAll('’', "'").split(/\s+/)
  while (LEADING_WORDS.has(words[0]?.toLowerCase().replace(/\.$/, '') ?? '')) words.shift()
  return words.map((word, index) => (index === words.length - 1 ? word.replace(/\.$/, '') : word))
}

function listFullNames(paragraphs: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const text of paragraphs)
    for (const [nameText] of text.matchAll(NAMES())) {
      const words = cleanName(nameText)
      const last = words.at(-1) ?? ''
      if (words.length > 1 && !names.has(last)) names.set(last, words.join(' '))
    }
  return names
}

/** Speaker named in the same sentence, by full name or a known surname; null for nobody. */
function speakerOf(
  { mask }: QuotedSentence,
  fullNames: ReadonlyMap<string, string>,
): string | null {
  for (const pattern of ATTRIBUTIONS) {
    const words = cleanName(pattern().exec(mask)?.groups?.['name'] ?? '')
    const [only = ''] = words
    const name = words.length > 1 ? words.join(' ') : fullNames.get(only)
    if (name !== undefined && name !== '' && !ORGANISATION.test(name)) return name
  }
  return null
}

/** Most words beside a quotation that stays `quoted`. They are left out of the text. */
const MAX_WORDS_BESIDE = 14

interface Statement extends QuotedSentence {
  readonly speaker: string
  readonly form: 'quoted' | 'partly quoted'
  readonly words: readonly string[]
}

function findStatements(
  text: string,
  paragraphs: readonly TextLine[],
): { statements: Statement[]; unattributed: QuotedSentence[] } {
  const fullNames = listFullNames(paragraphs.map(({ start, end }) => text.slice(start, end)))
  const statements: Statement[] = []
  const unattributed: QuotedSentence[] = []
  for (const sentence of splitSentences(text, paragraphs)) {
    if (sentence.quotations.length === 0) continue
    const words = sentence.quotations.map(({ start, end }) => text.slice(start, end).trim())
    const quotedCount = countWords(words.join(' '))
    const besideCount = (sentence.mask.match(/[\p{L}'’-]+/gu) ?? []).length
    const speaker = speakerOf(sentence, fullNames)
    const isOpen = /^\s*(?:["“«‘]|[^"“«‘]{1,60}:\s+["“«‘])/.test(sentence.mask)
    const isQuoted = isOpen && besideCount <= MAX_WORDS_BESIDE && 2 * quotedCount > besideCount
    if (speaker !== null)
      statements.push({ ...sentence, speaker, form: isQuoted ? 'quoted' : 'partly quoted', words })
    else if (isQuoted) unattributed.push(sentence)
  }
  return { statements, unattributed }
}

const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0
const PERSON = "\\p{Lu}[\\p{L}'’.-]+(?:\\s+[\\p{Ll}]{2,3})?(?:\\s+\\p{Lu}[\\p{L}'’.-]*){1,3}"
const BYLINE = new RegExp(
  `^(?:[Bb]y|BY|Written by|Author:|Reported by)\\s+(${PERSON}(?:(?:,\\s+|\\s+and\\s+|\\s+&\\s+)${PERSON}){0,30})\\s*(?:[,|·•–—-].*)?$`,
  'u',
)
const END =
  /^(?:related (?:articles|stories|posts|coverage)|leave a (?:comment|reply)|more posts|most popular|recommended stories|comments \(\d+\)|about the authors?)\b/i
const FURNITURE =
  /^(?:(?:read more|also read)\b|share this (?:article|story|post)?|listen to this article|image credits?:|\d+ min(?:ute)?s? read$|(?:published|updated|last updated|posted)(?: on|:)? .*\d{4})/i

function parseParts(text: string) {
  const signs = new Set<string>()
  let headline: string | null = null
  let byline: string | null = null
  const paragraphs: TextLine[] = []
  let isOver = false
  for (const [index, span] of splitLines(text).entries()) {
    const line = text.slice(span.start, span.end)
    const author = BYLINE.exec(line)?.[1]
    if (author !== undefined && line.length < 200) {
      byline ??= author
      signs.add('a byline')
      continue
    }
    const isEnd = line.length < 120 && END.test(line)
    if (isEnd || (line.length < 120 && FURNITURE.test(line)))
      signs.add('the furniture of a news page')
    isOver ||= isEnd && paragraphs.length > 0
    if (isProse(line)) {
      if (!isOver) paragraphs.push(span)
    } else if (headline === null && index < 5 && countWords(line) >= 3) headline = line
  }
  return { headline, byline, paragraphs, signs: [...signs] }
}

/**
 * True for a line that quotes or ends as a sentence. Short lines ending in "?" or ":" are headings.
 */
function isProse(line: string): boolean {
  const wordCount = countWords(line)
  const isSentence = (wordCount < 12 ? /[.…]["”»’)]*$/u : /[.!?…:]["”»’)]*$/u).test(line)
  return wordCount >= 4 && (isSentence || /["“”«]/.test(line))
}

/**
 * Parses a news article into a thread: the article is the root, each quotation of a named speaker a
 * reply.
 *
 * Root text: headline and first paragraph. Root author: byline. Reply text: the quotation, or its
 * sentence. `meta.statement` says which (`quoted`, `partly quoted`). `meta.quotations` holds the
 * speaker's words, `meta.span` their half-open UTF-16 span in the article. Quotations without a
 * named speaker become ambiguities.
 */
export function parseArticle(text: string): IngestResult {
  const { headline, byline, paragraphs } = parseParts(text)
  const { statements, unattributed } = findStatements(text, paragraphs)
  const [lead] = paragraphs
  const root: Post = {
    id: 'p1',
    threadId: 't1',
    parentId: null,
    author: byline,
    createdAt: null,
    text: [headline ?? '', lead ? text.slice(lead.start, lead.end) : '']
      .filter((piece) => piece !== '')
      .join('\n\n'),
    meta: { role: 'root', statement: 'article', ...(headline !== null && { headline }) },
  }
  const replies = statements.map(
    ({ speaker, form, words, start, end }, index): Post => ({
      ...root,
      id: `p${index + 2}`,
      parentId: root.id,
      author: speaker,
      text: form === 'quoted' ? words.join(' ').replace(/,$/, '.') : text.slice(start, end),
      meta: { role: 'reply', statement: form, quotations: words, span: [start, end] },
    }),
  )
  const ambiguities = unattributed.map(({ paragraph }): Ambiguity => {
    return {
      lineNumber: paragraphs[paragraph]?.lineNumber ?? 1,
      message: 'a quotation whose sentence names no speaker: left out',
    }
  })
  const speakerCount = new Set(statements.map(({ speaker }) => speaker)).size
  const notes = [
    `an article: ${statements.length} statements of ${speakerCount} named speakers, chosen by the article. These are statements, not a crowd`,
  ]
  const titles = headline === null ? [] : [headline]
  const capture = {
    ...emptyLedger('article'),
    capturedCount: replies.length,
    unitTaken: 'quotation' as const,
  }
  const article = { ...root, meta: { ...root.meta, capture } }
  return nameByWords([article, ...replies], titles, {
    source: 'article',
    reason: 'read as article',
    ambiguities,
    notes,
  })
}

/** Words in a paragraph of an article; posts of a thread are mostly shorter. */
const LONG_WORD_COUNT = 20

/** Tags of a page; `<3` in plain text is not one. */
const HTML = /<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b[^<>]*>/i

const AGO = /^.{0,60}\b\d+\s?(?:min|minute|hour|day|month|year)s? ago\b/gim

/**
 * Evidence that a text is an article: long paragraphs, and named speakers or signs of a news page.
 * Else null.
 */
export function recogniseArticle(text: string): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH)
  // Leading handles or ages of posts indicate a thread.
  if (HTML.test(sample) || /^[ \t]*@\w/m.test(sample) || (sample.match(AGO) ?? []).length > 1)
    return null
  const { paragraphs, signs } = parseParts(sample)
  const long = paragraphs
    .map(({ start, end }) => countWords(sample.slice(start, end)))
    .filter((count) => count >= LONG_WORD_COUNT)
  const longCount = long.reduce((total, count) => total + count, 0)
  if (long.length < 2 || longCount < CLEAR_SHARE * countWords(sample)) return null
  const quoted = splitSentences(sample, paragraphs).filter(
    ({ quotations }) => quotations.length > 0,
  )
  const names = listFullNames(paragraphs.map(({ start, end }) => sample.slice(start, end)))
  // Fewer quoting sentences suffice beside a byline or similar signs.
  if (quoted.length >= LEAST_COUNT && names.size >= 2)
    return `long paragraphs that name people and quote in ${quoted.length} sentences`
  return signs.length > 0 ? `long paragraphs, and ${signs.join(' and ')}` : null
}
