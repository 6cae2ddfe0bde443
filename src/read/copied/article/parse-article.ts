import { groupBy } from '../../../base/statistics/group-by.js'
import { lazyPattern } from '../../../base/text/lazily.js'
import { splitLines, type TextLine } from '../../../base/text/split-lines.js'
import { emptyLedger } from '../../../base/thread/capture-ledger.js'
import type { Post } from '../../../base/thread/post.js'
import { nameByWords } from '../../link/ids-from-words.js'
import { type Ambiguity, type IngestResult, withCautions } from '../../record/ingest-result.js'
import { CLEAR_SHARE, LEAST_COUNT, SAMPLE_LENGTH } from '../lines/thresholds.js'
import { type QuotedSentence, splitSentences } from './quoted-sentences.js'

/** One word of a name: `Korosec`, `O'Kane`, `J.`, `McRae`; a stop ends none but a short form. */
const NAME_WORD =
  "(?:(?:\\p{Lu}|[DM]r|Mrs|Ms|[JS]r|St|Prof|Co|Corp|Inc|Ltd)\\.|\\p{Lu}[\\p{L}-]*(?:['’]\\p{Lu}[\\p{L}-]+)?)"
const PARTICLE = '(?:de|da|del|der|den|van|von|la|le|bin|al)'
const NAME = `${NAME_WORD}(?:\\s+(?:${PARTICLE}\\s+){0,2}${NAME_WORD}){0,4}`
const BORDER = "(?<![\\p{L}\\p{N}'’])"
const VERB =
  '(?:said|says|told|tells|wrote|writes|(?:add|ask|assert|call|caution|claim|explain|insist|suggest|warn)(?:ed|s)|(?:argue|characteri[sz]e|describe|note|replie)[ds]|concluded|countered|conceded|admitted|quipped|joked|put it)'
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
/** The verb of a clause behind: "Ana Berg shrugged, asking, “Why?”" */
const PARTICIPLE =
  '(?:add|argu|ask|assert|call|explain|insist|not|question|say|stat|suggest|warn)ing'
const ATTRIBUTIONS = [
  lazyPattern(`^(?<name>${NAME}):\\s+["“«]`, 'gu'),
  lazyPattern(
    `["”»’],?\\s+${ADVERBS}${VERB}\\s+(?:[\\p{Ll}'’-]+,?\\s+){0,6}(?<name>${NAME})`,
    'gu',
  ),
  lazyPattern(`${BORDER}[Aa]ccording to\\s+(?:[\\p{Ll}'’-]+\\s+){0,5}(?<name>${NAME})`, 'gu'),
  lazyPattern(`^(?<name>${NAME})\\s[^,_"“”]{2,120},\\s${PARTICIPLE}(?![\\p{L}-])`, 'gu'),
  lazyPattern(
    `${BORDER}(?<name>${NAME})(?:,\\s[^,_"“”]{2,80},|,\\s+who)?\\s+${ADVERBS}${VERB}(?![\\p{L}-])`,
    'gu',
  ),
]
const PRONOUN_SPEAKS = lazyPattern(
  `\\bs?he\\s+${ADVERBS}${VERB}|["”»’],?\\s+${VERB}\\s+s?he\\b`,
  'iu',
)
const EMPLOYER = /\b(?:of|at|in|for|from)\s(?:the\s)?$/

/**
 * Removes titles and opening words, straightens apostrophes: "On Monday CEO Sean O’Kane" becomes
 * "Sean O'Kane".
 */
function cleanName(nameText: string): string[] {
  const words = nameText.replaceAll('’', "'").replace(/\.$/, '').split(/\s+/)
  while (LEADING_WORDS.has(words[0]?.toLowerCase().replace(/\.$/, '') ?? '')) words.shift()
  return words
}

/** Full names by their last words. */
type FullNames = ReadonlyMap<string, string>

function listFullNames(text: string, paragraphs: readonly TextLine[]): FullNames {
  const names = new Map<string, string>()
  for (const { start, end } of paragraphs)
    for (const [nameText] of text.slice(start, end).matchAll(NAMES())) {
      const words = cleanName(nameText)
      const last = words.at(-1) ?? ''
      if (words.length > 1 && !names.has(last)) names.set(last, words.join(' '))
    }
  return names
}

/** The same, also by first names that one full name has: "Ana said so." */
function withFirstNames(names: FullNames): FullNames {
  const byFirst = groupBy([...names.values()], (name) => name.split(' ', 1)[0] ?? '')
  const single = [...byFirst].flatMap(([first, [name = '', ...others]]) =>
    others.length === 0 ? [[first, name] as const] : [],
  )
  return new Map([...single, ...names])
}

/** Speakers that a sentence names, in full. */
function speakersIn(mask: string, fullNames: FullNames): string[] {
  const matches = ATTRIBUTIONS.flatMap((pattern) => [...mask.matchAll(pattern())])
  return matches.flatMap(({ groups }) => {
    const words = cleanName(groups?.['name'] ?? '')
    const name = words.length > 1 ? words.join(' ') : fullNames.get(words[0] ?? '')
    return name === undefined || ORGANISATION.test(name) ? [] : [name]
  })
}

/**
 * Whom "he" means behind a sentence: the one before, if it goes on about them. "He left." does,
 * "Shares fell." and "He told Tom Reed." do not. "Tom Reed, who left," turns to another.
 */
function meantBehind(mask: string, before: string | null, fullNames: FullNames): string | null {
  let isMeant = /^\P{L}*$|\bs?he\b/iu.test(mask)
  for (const { 0: nameText, index } of mask.matchAll(NAMES())) {
    const name = fullNames.get(cleanName(nameText).at(-1) ?? '')
    if (name && index === 0 && mask.startsWith(', who ', nameText.length)) return name
    if (name === before) isMeant = true
    else if (name && !EMPLOYER.test(mask.slice(Math.max(0, index - 10), index))) return null
  }
  return isMeant ? before : null
}

/** Mark for words of the article between two parts of a quotation. */
const LEFT_OUT = ' […] '

/** Most words beside a whole sentence that is quoted. */
const MAX_WORDS_BESIDE = 14

interface Statement extends QuotedSentence {
  readonly speaker: string | null
  readonly isInferred: boolean
  readonly isWhole: boolean
  readonly words: string
}

/** Quotations of a sentence: `“It is,” he said, “over.”` is one. `meant` is whom "he" means. */
function statementsIn(
  text: string,
  sentence: QuotedSentence,
  speakers: readonly string[],
  meant: string | null,
): Statement[] {
  const { mask } = sentence
  const besideCount = countWords(mask) - sentence.quotations.length
  const isOpen = /^\s*(?:["“«‘]|[^"“«‘]{1,60}:\s+["“«‘])/.test(mask)
  const isSpoken = speakers.length > 0 || PRONOUN_SPEAKS().test(mask)
  const [first = isSpoken ? meant : null] = speakers
  const isOne = isOpen && !/\p{L}\s+["“«‘]/u.test(mask)
  const parts = isOne ? [sentence.quotations] : sentence.quotations.map((each) => [each])
  return parts.flatMap((quotations, at) => {
    const words = quotations
      .map(({ start, end }) => text.slice(start, end).trim().replace(/,$/, ''))
      .join(LEFT_OUT)
    const count = countWords(words)
    const isWhole = at === 0 && isOpen && besideCount <= MAX_WORDS_BESIDE && 2 * count > besideCount
    if (!isWhole && count < (isSpoken ? 2 : 4)) return []
    const speaker = isWhole || new Set(speakers).size < 2 ? first : null
    const isInferred = speakers.length === 0 && speaker !== null
    return { ...sentence, quotations, speaker, isInferred, isWhole, words }
  })
}

/** One quotation of two: `“Over,” she said. “We sell.”`, or a paragraph left open; else null. */
function join(text: string, before: Statement, next: Statement): Statement | null {
  const isSame = before.paragraph === next.paragraph
  const isRest = isSame ? !/\p{L}/u.test(next.mask) : before.quotations.at(-1)?.end === before.end
  if (!isRest || text.slice(before.end, next.start).trim() || !before.isWhole || !next.isWhole)
    return null
  const speaker = before.speaker ?? next.speaker
  const isInferred = before.isInferred || next.isInferred
  return {
    ...next,
    start: before.start,
    speaker,
    isInferred,
    words: `${before.words}${isSame ? LEFT_OUT : ' '}${next.words}`,
  }
}

function findStatements(text: string, paragraphs: readonly TextLine[]): Statement[] {
  const fullNames = withFirstNames(listFullNames(text, paragraphs))
  const statements: Statement[] = []
  let meant: string | null = null
  for (const sentence of splitSentences(text, paragraphs)) {
    const speakers = speakersIn(sentence.mask, fullNames)
    // "She quoted Tom Reed, who said so." leaves open whom the next "she" means.
    const isOpen = speakers.length > 0 && /^\P{L}*s?he\b/iu.test(sentence.mask)
    meant = isOpen ? null : meantBehind(sentence.mask, speakers[0] ?? meant, fullNames)
    for (const next of statementsIn(text, sentence, speakers, meant)) {
      const before = statements.at(-1)
      const joined = before ? join(text, before, next) : null
      if (joined) statements.pop()
      statements.push(joined ?? next)
    }
  }
  return statements
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
    const isShort = line.length < 120
    const isEnd = isShort && END.test(line)
    if (isEnd || (isShort && FURNITURE.test(line))) signs.add('the furniture of a news page')
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
 * Parses a news article into a thread: the article is the root, each quotation a reply.
 *
 * Root text: headline and first paragraph. Root author: byline. Reply text: what stands between
 * quotation marks; author: null if not sure. `meta.span`: half-open UTF-16 span of its sentences.
 */
export function parseArticle(text: string): IngestResult {
  const { headline, byline, paragraphs } = parseParts(text)
  const statements = findStatements(text, paragraphs)
  const [lead] = paragraphs
  const root: Post = {
    id: 'p1',
    threadId: 't1',
    parentId: null,
    author: byline,
    createdAt: null,
    text: [headline, lead && text.slice(lead.start, lead.end)].filter(Boolean).join('\n\n'),
    meta: {
      role: 'root',
      capture: {
        ...emptyLedger('article'),
        capturedCount: statements.length,
        unitTaken: 'quotation',
      },
    },
  }
  const replies = statements.map(
    ({ speaker, isInferred, words, start, end }, index): Post => ({
      ...root,
      id: `p${index + 2}`,
      parentId: root.id,
      author: speaker,
      text: words,
      meta: { role: 'reply', span: [start, end], ...(isInferred && { isAuthorInferred: true }) },
    }),
  )
  const ambiguities: Ambiguity[] = []
  for (const { speaker, isInferred, paragraph } of statements)
    if (isInferred || speaker === null)
      ambiguities.push({
        lineNumber: paragraphs[paragraph]?.lineNumber ?? 1,
        message: `speaker of a quotation: ${speaker ?? 'nobody'} is taken`,
      })
  const result = nameByWords([root, ...replies], headline === null ? [] : [headline], {
    source: 'article',
    reason: 'read as article',
    ambiguities,
    notes: [],
  })
  const caution = `an article: ${statements.length} quotations, chosen by the article: no crowd`
  return { ...result, summary: withCautions(result.summary, [caution]) }
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
  const names = listFullNames(sample, paragraphs)
  // Fewer suffice beside a byline.
  if (quoted.length >= LEAST_COUNT && names.size >= 2)
    return `long paragraphs that name people and quote in ${quoted.length} sentences`
  return signs.length > 0 ? `long paragraphs, and ${signs.join(' and ')}` : null
}
