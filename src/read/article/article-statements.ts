import { lazyPattern } from '../../base/text/lazily.js'
import { NAME, type Speaker, SpeakerBook } from './article-speakers.js'

/** Verbs of speech for any speaker, including organisations, in the forms that follow a subject. */
const PLAIN_VERBS =
  'said says told tells wrote writes added adds noted notes argued argues claimed claims stated states announced confirmed confirms reported denied denies warned warns insisted insists posted tweeted replied replies responded'
/** Verbs that mean speech only with a person as subject. */
const PERSON_VERBS =
  'asked asks suggested suggests explained explains described describes called calls characterized characterised questioned questions concluded concludes cautioned cautions reiterated reiterates clarified clarifies elaborated concurred concurs agreed agrees disagreed disagrees highlighted highlights acknowledged acknowledges asserted asserts maintained maintains believes believed thinks views viewed contended contends countered counters conceded concedes emphasized emphasised stressed stresses observed observes remarked remarks recalled recalls predicted predicts joked jokes quipped mused declared declares commented comments complained complains praised praises criticized criticised dismissed dismisses recommended recommends wondered wonders admitted admits echoed echoes hailed hails lamented laments defended defends pointed likened'

const anyOf = (words: string): string => words.split(' ').join('|')

const PLAIN_VERB = `(?:${anyOf(PLAIN_VERBS)})`
const ANY_VERB = `(?:${anyOf(`${PLAIN_VERBS} ${PERSON_VERBS}`)}|doubled down|put it|went on to say|(?:continued|began|started|went on) to (?:say|argue|note|suggest|explain))`

const ADVERBS =
  "(?:(?:has|have|had|also|then|later|further|now|once|again|recently|repeatedly|just|even|still|would|did|does|not|didn['’]t|\\p{Ll}+ly)\\s+){0,3}"

export interface Statement {
  readonly speaker: Speaker
  /** Whose words these are. `quoted`: the speaker's; `partly quoted`: the article's, with some of the speaker's; `reported`: the article's. */
  readonly form: 'quoted' | 'partly quoted' | 'reported'
  readonly text: string
  readonly quotations: readonly string[]
  readonly span: Stretch
}

const PRONOUN =
  '(?:[Hh]e|[Ss]he|[Tt]he (?:company|firm|startup|start-up|carmaker|automaker|agency|bank|lab|group|publication|newspaper|outlet))'
const BORDER = "(?<![\\p{L}\\p{N}'’])"

const SUBJECT = lazyPattern(
  `${BORDER}(?:(?<pronoun>${PRONOUN})|(?<name>${NAME})(?:\\s+(?:of|from|at)\\s+(?:the\\s+)?${NAME})?(?:,\\s[^,_"“”]{2,80},)?)\\s+${ADVERBS}(?<verb>${ANY_VERB})(?![\\p{L}-])`,
  'gu',
)
const WHO = lazyPattern(`${BORDER}(?<name>${NAME}),\\s+who\\s+${ADVERBS}${ANY_VERB}(?![\\p{L}-])`, 'gu')
const INVERTED = lazyPattern(`["”»’],?\\s+${ADVERBS}${ANY_VERB}\\s+(?:[\\p{Ll}'’-]+\\s+){0,6}(?<name>${NAME})`, 'gu')
const ACCORDING = lazyPattern(`${BORDER}(?:[Aa]ccording to|[Ii]n the words of)\\s+(?:[\\p{Ll}'’-]+\\s+){0,5}(?<name>${NAME})`, 'gu')
const AS_PUT = lazyPattern(`${BORDER}[Aa]s\\s+(?<name>${NAME})\\s+(?:put it|${PLAIN_VERB})`, 'gu')
const TRANSCRIPT = lazyPattern(`^(?<name>${NAME}):\\s+["“«]`)
/** A person at the start of a sentence. If a quotation follows, the verb need not be a verb of speech. */
const OPENING = lazyPattern(`^(?:[\\p{L}'’]+,\\s+)?(?:(?<pronoun>[Hh]e|[Ss]he)|(?<name>${NAME}))\\s`)
/** An attribution after a quotation that ends in a question or exclamation mark. After a full stop, "He" starts a new sentence. */
const AFTER_QUOTATION = lazyPattern(`^(?:${NAME}\\s+${ADVERBS}${ANY_VERB}\\s*[.,;:]|${ANY_VERB}\\s+(?:[\\p{Ll}'’-]+\\s+){0,6}\\p{Lu})`)
/** A word before a name that is not the subject: "the context surrounding xAI adds …". */
const OBJECT_BEFORE =
  /(?:^|\s)(?:of|with|by|from|for|to|in|on|at|about|between|and|or|than|as|like|into|over|under|against|through|via|within|[\p{L}-]+ing)\s+$/u

/** Verbs that make an organisation a speaker. That one "believes" or "suggests" is the reporter's interpretation. */
const ORGANISATION_VERB = lazyPattern(`^(?:${PLAIN_VERB}|acknowledged|declined|declared)$`)

/** Finds quotations with a speaker named before, between or after them, reported speech, sentences that quote a person, and whole sentences quoted without a speaker. */
export function findStatements(text: string, paragraphs: readonly Stretch[]): { statements: Statement[]; unattributed: ArticleSentence[] } {
  const book = new SpeakerBook(paragraphs.map(({ start, end }) => text.slice(start, end)))
  const drafts: { readonly part: Part; readonly sentence: ArticleSentence; readonly around: ArticleSentence[] }[] = []
  const unattributed: ArticleSentence[] = []
  let previous: ArticleSentence | null = null as ArticleSentence | null
  for (const sentence of splitSentences(text, paragraphs)) {
    const parts = attribute(sentence, book)
    if (parts.length === 0 && sentence.quotations.length > 0 && !/\p{L}/u.test(sentence.mask)) {
      const isNext: boolean =
        previous !== null && previous.quotations.length > 0 && (previous.paragraph === sentence.paragraph || sentence.isContinued)
      ;(isNext ? drafts.at(-1)?.around : unattributed)?.push(sentence)
      previous = isNext ? sentence : null
      continue
    }
    const isLeftOpen = sentence.isContinued && unattributed.at(-1)?.paragraph === sentence.paragraph - 1
    for (const [index, part] of parts.entries())
      drafts.push({ part, sentence, around: isLeftOpen && index === 0 ? unattributed.splice(-1) : [] })
    previous = parts.length > 0 ? sentence : null
  }
  return { statements: drafts.map(({ part, sentence, around }) => toStatement(text, part, sentence, around)), unattributed }
}

type Part = Pick<Statement, 'speaker' | 'span'>

/** Finds the speakers of a sentence and the part of each. Joined clauses may have different speakers. */
function attribute(sentence: ArticleSentence, book: SpeakerBook): Part[] {
  const { mask, paragraph } = sentence
  const found = findAttributions(mask, paragraph, book)
  if (found.length === 0 && sentence.quotations.length > 0) {
    const { pronoun, name } = OPENING().exec(mask)?.groups ?? {}
    const speaker = pronoun ? book.resolvePronoun(pronoun) : name ? book.resolve(name, paragraph, true) : null
    if (speaker) found.push({ at: 0, speaker })
  }
  const [first, ...others] = found
  if (!first) return []
  const parts: Part[] = [{ speaker: first.speaker, span: sentence }]
  for (const { at, speaker } of others) {
    const part = parts.at(-1) as Part
    const joint = /[,;]\s+(?:while|but|and|whereas|though)?\s*$/u.exec(mask.slice(Math.max(0, at - 40), at))
    const end = joint === null ? 0 : sentence.start + Math.max(0, at - 40) + joint.index
    if (speaker.name === part.speaker.name || end <= part.span.start) continue
    parts[parts.length - 1] = { speaker: part.speaker, span: { start: part.span.start, end } }
    parts.push({ speaker, span: { start: sentence.start + at, end: sentence.end } })
  }
  return parts
}

function findAttributions(mask: string, paragraph: number, book: SpeakerBook): { readonly at: number; readonly speaker: Speaker }[] {
  const found: { at: number; speaker: Speaker }[] = []
  if (!/\p{L}/u.test(mask)) return found
  const add = ({ index: at, groups }: RegExpExecArray, speaker = book.resolve(groups?.['name'] ?? '', paragraph)): void => {
    if (speaker) found.push({ at, speaker })
  }
  for (const pattern of [WHO, AS_PUT, ACCORDING, INVERTED]) for (const match of mask.matchAll(pattern())) add(match)
  // In "A point made by Ana, who said …", Ana is the speaker, whatever the main clause says.
  if (found.length > 0) return found.sort((one, other) => one.at - other.at)
  const transcript = TRANSCRIPT().exec(mask)
  if (transcript) add(transcript)
  for (const match of mask.matchAll(SUBJECT())) {
    const { name = '', verb = '', pronoun } = match.groups ?? {}
    if (pronoun) add(match, book.resolvePronoun(pronoun))
    else if (!OBJECT_BEFORE.test(mask.slice(Math.max(0, match.index - 40), match.index))) {
      const speaker = book.resolve(name, paragraph)
      if (speaker && (!speaker.isOrganisation || ORGANISATION_VERB().test(verb))) add(match, speaker)
    }
  }
  return found
}

/** Maximum number of words beside a quotation for it to count as `quoted`. Its attribution is then left out of the text. */
const MAX_WORDS_BESIDE = 14

/** A statement of a part of a sentence, and of the quotations around it: the one left open above, then those that follow. */
function toStatement(text: string, { speaker, span }: Part, sentence: ArticleSentence, around: readonly ArticleSentence[]): Statement {
  const textOf = ({ start, end }: Stretch): string => text.slice(start, end).trim()
  const own = sentence.quotations.filter(({ start }) => start >= span.start && start < span.end).map(textOf)
  const mask = sentence.mask.slice(span.start - sentence.start, span.end - sentence.start)
  const besideCount = (mask.match(/[\p{L}'’-]+/gu) ?? []).length
  const quotedCount = own.join(' ').split(/\s+/).length
  const isOpen = /^\s*["“«‘]/.test(mask) || TRANSCRIPT().test(mask)
  const isQuoted = own.length > 0 && isOpen && besideCount <= MAX_WORDS_BESIDE && 2 * quotedCount > besideCount
  const above = around.filter(({ start }) => start < span.start)
  const below = around.filter(({ start }) => start > span.start)
  const quotedIn = (sentences: readonly ArticleSentence[]): string[] => sentences.flatMap((each) => each.quotations.map(textOf))
  const quotations = [...quotedIn(above), ...own, ...quotedIn(below)]
  // "This may be so," and "But it is not." are two sentences; before lower case, the comma stays.
  const joined = quotations.map((each, at) => (/^(?:\p{Lu}|$)/u.test(quotations[at + 1] ?? '') ? each.replace(/,$/, '.') : each)).join(' ')
  return {
    speaker,
    form: isQuoted ? 'quoted' : quotations.length > 0 ? 'partly quoted' : 'reported',
    text: isQuoted ? joined : [...above, span, ...below].map(textOf).join(' '),
    quotations,
    span: { start: above[0]?.start ?? span.start, end: below.at(-1)?.end ?? span.end },
  }
}

/** A span of the article, as half-open UTF-16 offsets. */
export type Stretch = Readonly<Record<'start' | 'end', number>>

export interface ArticleSentence extends Stretch {
  /** The sentence with every UTF-16 unit inside quotation marks replaced by `_`, so that it has no quoted words and the same length. */
  readonly mask: string
  readonly quotations: readonly Stretch[]
  readonly paragraph: number
  /** Whether the sentence continues a quotation that the previous paragraph left open. */
  readonly isContinued: boolean
}

const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof sr jr st vs inc corp co ltd llc gov sen rep gen lt no jan feb mar apr jun jul aug sept sep oct nov dec u.s u.k e.g i.e a.m p.m'.split(
    ' ',
  ),
)

/** Finds the quotations of a paragraph. Straight marks open and close alternately. A nested quotation is part of the outer one. */
function maskQuotations(text: string, isSingleQuoted: boolean) {
  const units = text.split('')
  const quotations: Stretch[] = []
  const isOpening = (at: number): boolean => /[\s([—–-]/.test(text[at - 1] ?? ' ')
  const isClosing = (at: number): boolean => !/[\p{L}\p{N}]/u.test(text[at + 1] ?? ' ')
  let from = -1
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] as string
    const isSingle = isSingleQuoted && (unit === '‘' || unit === '’' || unit === "'")
    if (from === -1) {
      if (unit === '“' || unit === '«' || unit === '"' || (isSingle && unit !== '’' && isOpening(at))) from = at + 1
    } else if (unit === '”' || unit === '»' || unit === '"' || (isSingle && unit !== '‘' && isClosing(at))) {
      quotations.push({ start: from, end: at })
      from = -1
    } else units[at] = '_'
  }
  const isLeftOpen = from !== -1 && from < text.length
  if (isLeftOpen) quotations.push({ start: from, end: text.length })
  return { mask: units.join(''), quotations, isLeftOpen }
}

/** Splits paragraphs into sentences, a quotation being in one. A sentence goes on after a quotation if its speaker is named there. Linear time. */
function splitSentences(text: string, paragraphs: readonly Stretch[]): ArticleSentence[] {
  const isSingleQuoted = !/["“«]/.test(text)
  const sentences: ArticleSentence[] = []
  let wasLeftOpen = false
  for (const [paragraph, { start, end }] of paragraphs.entries()) {
    const body = text.slice(start, end)
    const masked = maskQuotations(body, isSingleQuoted)
    let isContinued = wasLeftOpen && /^["“«‘]/.test(body)
    wasLeftOpen = masked.isLeftOpen
    const quoted = masked.quotations.map((each) => ({ start: start + each.start, end: start + each.end })).reverse()
    let from = 0
    for (const to of [...findEnds(masked.mask, body), body.length]) {
      const last = from + body.slice(from, to).trimEnd().length
      const quotations: Stretch[] = []
      while (quoted.length > 0 && (quoted.at(-1) as Stretch).start < start + to) quotations.push(quoted.pop() as Stretch)
      if (from < last) {
        sentences.push({ start: start + from, end: start + last, mask: masked.mask.slice(from, last), quotations, paragraph, isContinued })
      }
      isContinued = false
      from = to
    }
  }
  return sentences
}

/** Finds the ends of sentences inside a paragraph, after the white space that follows them. */
function findEnds(mask: string, body: string): number[] {
  const ends: number[] = []
  for (const match of mask.matchAll(/(?:[.!?…]["”»’)\]]*|_["”»’])\s+(?=["“«‘(\p{Lu}\p{N}]|\p{Ll}\p{Lu})/gu)) {
    const at = match.index
    const end = at + match[0].length
    const isInQuotation = mask[at] === '_'
    if (isInQuotation && !/[.!?…]/.test(body[at] as string)) continue
    if (!isInQuotation && mask[at] === '.' && isAbbreviated(mask.slice(Math.max(0, at - 12), at))) continue
    const next = mask.slice(end, end + 120)
    // An attribution behind a quotation: the sentence goes on.
    if (/["”»’]/.test(match[0]) && body[at] !== '.' && AFTER_QUOTATION().test(next)) continue
    ends.push(end)
  }
  return ends
}

function isAbbreviated(before: string): boolean {
  const word = /[\p{L}.]+$/u.exec(before)?.[0] ?? ''
  return ABBREVIATIONS.has(word.toLowerCase()) || /(?:^|\.)\p{Lu}$/u.test(word)
}
