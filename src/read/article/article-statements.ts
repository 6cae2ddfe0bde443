import { lazyPattern } from '../../base/text/lazily.js'
import { type ArticleSentence, type Stretch, splitSentences } from './article-sentences.js'
import { type Speaker, SpeakerBook } from './article-speakers.js'
import { ADVERBS, ANY_VERB, NAME, PLAIN_VERB } from './article-words.js'

/** A statement that an article attributes to a speaker. */
export interface Statement {
  readonly speaker: Speaker
  /** Whose words these are. `quoted`: the speaker's; `partly quoted`: the article's, with some of the speaker's; `reported`: the article's. */
  readonly form: 'quoted' | 'partly quoted' | 'reported'
  readonly text: string
  /** Quotations of the speaker. */
  readonly quotations: readonly string[]
  /** Span of the statement in the article. */
  readonly span: Stretch
}

const COMPANY = '[Tt]he (?:company|firm|startup|start-up|carmaker|automaker|agency|bank|lab|group|publication|newspaper|outlet)'
const PRONOUN = `(?:[Hh]e|[Ss]he|${COMPANY})`
const BORDER = "(?<![\\p{L}\\p{N}'’])"

const SUBJECT = lazyPattern(
  `${BORDER}(?<name>${NAME})(?:\\s+(?:of|from|at)\\s+(?:the\\s+)?${NAME})?(?:,\\s[^,_"“”]{2,80},)?\\s+${ADVERBS}(?<verb>${ANY_VERB})(?![\\p{L}-])`,
  'gu',
)
const PRONOUN_SUBJECT = lazyPattern(`${BORDER}(?<pronoun>${PRONOUN})\\s+${ADVERBS}${ANY_VERB}(?![\\p{L}-])`, 'gu')
const WHO = lazyPattern(`${BORDER}(?<name>${NAME}),\\s+who\\s+${ADVERBS}${ANY_VERB}(?![\\p{L}-])`, 'gu')
const INVERTED = lazyPattern(`["”»’],?\\s+${ADVERBS}${ANY_VERB}\\s+(?:[\\p{Ll}'’-]+\\s+){0,6}(?<name>${NAME})`, 'gu')
const ACCORDING = lazyPattern(`${BORDER}(?:[Aa]ccording to|[Ii]n the words of)\\s+(?:[\\p{Ll}'’-]+\\s+){0,5}(?<name>${NAME})`, 'gu')
const AS_PUT = lazyPattern(`${BORDER}[Aa]s\\s+(?<name>${NAME})\\s+(?:put it|${PLAIN_VERB})`, 'gu')
const TRANSCRIPT = lazyPattern(`^(?<name>${NAME}):\\s+["“«]`)
/** A person at the start of a sentence. If a quotation follows, the verb need not be a verb of speech. */
const OPENING = lazyPattern(`^(?:[\\p{L}'’]+,\\s+)?(?:(?<pronoun>[Hh]e|[Ss]he)|(?<name>${NAME}))\\s`)
/** An attribution after a quotation that ends in a question or exclamation mark. After a full stop, "He" starts a new sentence. */
const AFTER_QUOTATION = lazyPattern(`^${NAME}\\s+${ADVERBS}${ANY_VERB}\\s*[.,;:]`)
const VERB_AFTER_QUOTATION = lazyPattern(`^${ANY_VERB}\\s+(?:[\\p{Ll}'’-]+\\s+){0,6}\\p{Lu}`)
/** A word before a name that is not the subject: "the context surrounding xAI adds …". */
const OBJECT_BEFORE =
  /(?:^|\s)(?:of|with|by|from|for|to|in|on|at|about|between|and|or|than|as|like|into|over|under|against|through|via|within|[\p{L}-]+ing)\s+$/u

/** Verbs that make an organisation a speaker. That one "believes" or "suggests" is the reporter's interpretation. */
const ORGANISATION_VERB = lazyPattern(`^(?:${PLAIN_VERB}|acknowledged|declined|declared)$`)

/** An unfinished statement: the part of a sentence that names the speaker, and the quotations that follow. */
interface Draft {
  readonly speaker: Speaker
  readonly span: Stretch
  readonly sentence: ArticleSentence
  /** The quotation that the previous paragraph left open. */
  readonly preceding: readonly ArticleSentence[]
  readonly following: ArticleSentence[]
}

/**
 * Finds the statements of an article, and quotations of whole sentences without a named speaker. A statement is quotations with a speaker named before, between or after them, reported speech, and sentences about a
 * person that quote them. The article's own text is not a statement.
 */
export function findStatements(text: string, paragraphs: readonly Stretch[]): { statements: Statement[]; unattributed: ArticleSentence[] } {
  const book = new SpeakerBook(paragraphs.map(({ start, end }) => text.slice(start, end)))
  const sentences = splitSentences(
    text,
    paragraphs,
    (rest, mark) => mark !== '.' && (AFTER_QUOTATION().test(rest) || VERB_AFTER_QUOTATION().test(rest)),
  )
  const drafts: Draft[] = []
  const unattributed: ArticleSentence[] = []
  /** The previous sentence, if it is part of the last statement. */
  let before: ArticleSentence | null = null as ArticleSentence | null
  for (const sentence of sentences) {
    const parts = attribute(sentence, book)
    const last = drafts.at(-1)
    if (parts.length === 0 && isQuotationAlone(sentence)) {
      const isNext: boolean =
        before !== null && before.quotations.length > 0 && (before.paragraph === sentence.paragraph || sentence.isContinued)
      if (isNext && last) last.following.push(sentence)
      else unattributed.push(sentence)
      before = isNext ? sentence : null
      continue
    }
    const open = unattributed.at(-1)
    const isOpen = sentence.isContinued && parts.length > 0 && open !== undefined && open.paragraph === sentence.paragraph - 1
    if (isOpen) unattributed.pop()
    for (const [index, { speaker, span }] of parts.entries()) {
      drafts.push({ speaker, span, sentence, preceding: isOpen && index === 0 ? [open] : [], following: [] })
    }
    before = parts.length > 0 ? sentence : null
  }
  return { statements: drafts.map((draft) => toStatement(draft, text)), unattributed }
}

/** Finds the speakers of a sentence and the part of each. Joined clauses may have different speakers. */
function attribute(sentence: ArticleSentence, book: SpeakerBook): { readonly speaker: Speaker; readonly span: Stretch }[] {
  const { mask, paragraph } = sentence
  const found = findAttributions(mask, paragraph, book)
  if (found.length === 0 && sentence.quotations.length > 0) {
    const groups = OPENING().exec(mask)?.groups
    const speaker = groups?.['pronoun']
      ? book.resolvePronoun(groups['pronoun'], paragraph)
      : groups?.['name']
        ? book.resolvePerson(groups['name'], paragraph)
        : null
    if (speaker) found.push({ at: 0, speaker })
  }
  const [first, ...others] = found
  if (!first) return []
  const parts = [{ speaker: first.speaker, span: { start: sentence.start, end: sentence.end } }]
  for (const { at, speaker } of others) {
    const part = parts[parts.length - 1] as (typeof parts)[number]
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
  const add = (at: number, speaker: Speaker | null): void => {
    if (speaker) found.push({ at, speaker })
  }
  for (const pattern of [WHO, AS_PUT, ACCORDING, INVERTED]) {
    for (const match of mask.matchAll(pattern())) add(match.index, book.resolve(match.groups?.['name'] ?? '', paragraph))
  }
  // In "A point made by Ana, who said …", Ana is the speaker, whatever the main clause says.
  if (found.length > 0) return found.sort((one, other) => one.at - other.at)
  const transcript = TRANSCRIPT().exec(mask)?.groups?.['name']
  if (transcript) add(0, book.resolve(transcript, paragraph))
  const subjects = [...mask.matchAll(SUBJECT()), ...mask.matchAll(PRONOUN_SUBJECT())].sort((one, other) => one.index - other.index)
  for (const match of subjects) {
    const { name = '', verb = '', pronoun } = match.groups ?? {}
    if (pronoun) add(match.index, book.resolvePronoun(pronoun, paragraph))
    else if (!/^(?:He|She|The)$/.test(name) && !OBJECT_BEFORE.test(mask.slice(Math.max(0, match.index - 40), match.index))) {
      const speaker = book.resolve(name, paragraph)
      if (speaker && (!speaker.isOrganisation || ORGANISATION_VERB().test(verb))) add(match.index, speaker)
    }
  }
  return found
}

const isQuotationAlone = ({ mask, quotations }: ArticleSentence): boolean => quotations.length > 0 && !/\p{L}/u.test(mask)

/** Maximum number of words beside a quotation for it to count as `quoted`. Its attribution is then left out of the text. */
const MAX_WORDS_BESIDE = 14

function toStatement({ speaker, span, sentence, preceding, following }: Draft, text: string): Statement {
  const textOf = ({ start, end }: Stretch): string => text.slice(start, end).trim()
  const own = sentence.quotations.filter(({ start }) => start >= span.start && start < span.end).map(textOf)
  const mask = sentence.mask.slice(span.start - sentence.start, span.end - sentence.start)
  const besideCount = (mask.match(/[\p{L}'’-]+/gu) ?? []).length
  const quotedCount = own.join(' ').split(/\s+/).length
  const isOpen = /^\s*["“«‘]/.test(mask) || TRANSCRIPT().test(mask)
  const isQuoted = own.length > 0 && isOpen && besideCount <= MAX_WORDS_BESIDE && 2 * quotedCount > besideCount
  const quotedIn = (sentences: readonly ArticleSentence[]): string[] => sentences.flatMap((each) => each.quotations.map(textOf))
  const quotations = [...quotedIn(preceding), ...own, ...quotedIn(following)]
  return {
    speaker,
    form: isQuoted ? 'quoted' : quotations.length > 0 ? 'partly quoted' : 'reported',
    text: isQuoted ? joinQuotations(quotations) : [...preceding, span, ...following].map(textOf).join(' '),
    quotations,
    span: { start: preceding[0]?.start ?? span.start, end: following.at(-1)?.end ?? span.end },
  }
}

/** Joins quotations: "This may be so," and "But it is not." become "This may be so. But it is not."; before lower case, the comma stays. */
function joinQuotations(quotations: readonly string[]): string {
  return quotations
    .map((quotation, index) => {
      const next = quotations[index + 1]
      return next === undefined ? quotation.replace(/,$/, '.') : /^\p{Lu}/u.test(next) ? quotation.replace(/,$/, '.') : quotation
    })
    .join(' ')
}
