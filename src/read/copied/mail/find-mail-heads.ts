import { forEachLine } from '../../../base/text/split-lines.js'
import { parseTimedLine } from '../timed-line.js'

/** Line of a mail without its quote signs. */
export interface MailLine {
  /** Number of quote signs. */
  readonly depth: number
  readonly words: string
  /** The line goes on with the one above: it begins with white space. RFC 5322, 2.2.3. */
  readonly isFolded: boolean
}

const QUOTED = /^(?: ?>){1,30} ?/

/** Lines of a text, blank ones too. */
export function parseMailLines(text: string): MailLine[] {
  const lines: MailLine[] = []
  forEachLine(text, (start, end) => lines.push(parseMailLine(text.slice(start, end))))
  return lines
}

function parseMailLine(line: string): MailLine {
  const [signs = ''] = QUOTED.exec(line) ?? []
  const rest = line.slice(signs.length)
  const words = rest.trim()
  return {
    depth: signs.replace(/[^>]/g, '').length,
    words,
    isFolded: words !== '' && /^[ \t]/.test(rest),
  }
}

/** Author and time above a mail, and the lines that say them: half-open. */
export interface MailHead {
  readonly from: number
  readonly to: number
  readonly author: string | null
  readonly shown: string | null
  readonly subject: string | null
  /** Its own id, and that of the mail that it answers, where a mailbox tells them. */
  readonly id?: string | undefined
  readonly answeredId?: string | undefined
  /** Depth of the words of the mail. */
  readonly depth: number
  /** The mail is one that the words above it answer. */
  readonly isAnswered: boolean
  /** Its words stand behind quote signs of their own. */
  readonly isQuote: boolean
}

const LABELLED =
  /^\*{0,2}(?<label>[\p{L}-]{1,16}(?: \p{L}{2,8})?) ?\*{0,2}[:：]\*{0,2}\s?(?<value>.*)$/u
const AUTHOR_LABEL = /^(?:from|von|de|da|van|från|fra|od|от|差出人|发件人|寄件者)$/iu
const SUBJECT_LABEL =
  /^(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|件名|主题|主旨)$/iu
const ADDRESS =
  /(?<![^\s<>()[\]",;:])[^\s<>()[\]",;:]{1,64}(?:@| at )[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/
const CLOCK = /\d[:.h]\d{2}/
const LEAST_LABEL_COUNT = 3
const RULE = /^[-_=*]{3,}/
export const isRule = (words: string): boolean => /^[-_=*]{3,}$/.test(words)
/** Line that opens a mail in a mailbox. RFC 4155. */
const MAILBOX_LINE = /^From \S.*\d{4}$/
const NAMED_RULE = /^[-_=*]{2,} ?\p{L}.{2,40}\p{L} ?[-_=*]{2,}$/u

/** "Ann Bo <ann@x.example>", "ann@x.example (Ann Bo)", "Ann Bo [mailto:ann@x.example]" -> Ann Bo */
function nameOf(value: string): string | null {
  const address = ADDRESS.exec(value)?.[0] ?? ''
  const behind = /\(([^()@]{2,60})\)\s*$/.exec(value)?.[1]
  const name = value
    .replace(/\s?[<([](?:mailto:)?[^\s<>()[\]]{0,64}(?:@| at )[^<>()[\]]{0,80}[>)\]]/gi, '')
    .replace(address, '')
    .replace(/^["'“*\s]{1,9}|["'”*\s,]{1,9}$/g, '')
  return (behind ?? name.trim()) || address || null
}

const isMoment = (value: string): boolean => CLOCK.test(value) || parseTimedLine(value) !== null

/**
 * Head of labelled lines, in any language: one of them holds a moment, one an address or the label
 * of the sender.
 *
 *     From: Ann Bo <ann@x.example>        Von: Bo, Ann
 *     Date: Mon, 4 May 2026 10:02         Gesendet: Montag, 4. Mai 2026 10:02
 *     Subject: The mill                   Betreff: Die Mühle
 *
 * A mailbox has "From ann at x.example Mon May 4 10:02:11 2026" above, and ids of mails below.
 */
function labelledHead(lines: readonly MailLine[], at: number, above: number): MailHead | null {
  const depth = lines[at]?.depth ?? 0
  const labels: Record<'label' | 'value', string>[] = []
  let to = at
  for (; to < lines.length && lines[to]?.depth === depth; to += 1) {
    const { label, value = '' } = LABELLED.exec(lines[to]?.words ?? '')?.groups ?? {}
    if (label !== undefined) labels.push({ label, value })
    else if (labels.length === 0 || lines[to]?.isFolded !== true) break
  }
  const author = labels.find(({ label }) => AUTHOR_LABEL.test(label))
  const dated = labels.find(({ value }) => isMoment(value))
  const subject = labels.find(({ label }) => SUBJECT_LABEL.test(label))
  const addressed = labels.find(({ value }) => ADDRESS.test(value))
  // "From: Oslo", "Registered: 2007-06-09", "Posts: 12": an account of a forum.
  const isMail = [subject, addressed].some((each) => each !== undefined)
  const sender = isMail ? (author ?? addressed) : undefined
  if (labels.length < LEAST_LABEL_COUNT || sender === undefined || dated === undefined) return null
  const rule = lines[above]?.depth === depth ? (lines[above]?.words ?? '') : ''
  const idUnder = (name: RegExp): string | undefined =>
    /<([^<>]{1,200})>/.exec(labels.find(({ label }) => name.test(label))?.value ?? '')?.[1]
  return {
    from: RULE.test(rule) || MAILBOX_LINE.test(rule) ? above : at,
    to,
    id: idUnder(/^message-id$/i),
    answeredId: idUnder(/^in-reply-to$/i),
    author: nameOf(sender.value),
    shown: dated.value.trim(),
    subject: subject?.value.trim() ?? null,
    depth,
    isAnswered: depth > 0 || NAMED_RULE.test(rule),
    isQuote: false,
  }
}

const isFullMoment = (words: string): boolean =>
  words.length < 60 && CLOCK.test(words) && /(?:19|20)\d{2}/.test(words)

const DIGEST_LINE =
  /^(?<sender>[^<>]{0,80}<[^<>\s]{3,100}>)(?:: |\t)(?<shown>\S.{0,30}\d:\d{2}.{0,12})$/
const RECEIVERS = /^\p{L}{1,12}: .*@/u

/**
 * Head in a digest, with the topic on it, or in a print, with the receivers below.
 *
 *     Visits in June                                  Ann Bo <ann@x.example>   May 4, 7:12 PM
 *     Ann Bo <ann@x.example>: May 4 10:02AM -0700     To: Bo Cy <bo@y.example>
 */
function digestHead(lines: readonly MailLine[], at: number): MailHead | null {
  const { sender = '', shown } = DIGEST_LINE.exec(lines[at]?.words ?? '')?.groups ?? {}
  if (shown === undefined) return null
  let from = at
  while (lines[from - 1]?.words) from -= 1
  let to = at + 1
  while (RECEIVERS.test(lines[to]?.words ?? '')) to += 1
  const subject = lines[at - 1]?.words || null
  return { from, to, author: nameOf(sender), shown, subject, ...OWN_MAIL }
}
const OWN_MAIL = { depth: 0, isAnswered: false, isQuote: false } as const

/** "unread," between a name and a moment, in any language. */
const MARK = /^\p{L}+(?: \p{L}+)?,$/u
const RECEIVER_WORD_LIMIT = 4

/**
 * Head of an archive: a name with its address or a mark, and a moment below.
 *
 *     [mills] The silos                  Ann Bo's profile photo
 *     Ann Bo ann at x.example            Ann Bo
 *     Mon May 4 10:02:11 UTC 2026        unread,
 *                                        May 4, 2026, 10:02:11 AM
 *                                        to mills
 */
function archiveHead(lines: readonly MailLine[], at: number, above: number): MailHead | null {
  const wordsAt = (place: number): string => lines[place]?.words ?? ''
  const words = wordsAt(at)
  if (lines[at]?.depth !== 0 || words.length > 120 || words.endsWith(':')) return null
  const isMarked = MARK.test(wordsAt(at + 1))
  const timeAt = at + (isMarked ? 2 : 1)
  if (!(isMarked || ADDRESS.test(words)) || !isFullMoment(wordsAt(timeAt))) return null
  const isTitled = above === at - 1 && (!isMarked || wordsAt(above).includes(words))
  const hasReceiver = isMarked && wordsAt(timeAt + 1).split(' ').length <= RECEIVER_WORD_LIMIT
  return {
    from: isTitled ? above : at,
    to: timeAt + (hasReceiver ? 2 : 1),
    author: isMarked ? words : nameOf(words),
    shown: wordsAt(timeAt),
    subject: isTitled && !isMarked ? wordsAt(above) : null,
    ...OWN_MAIL,
  }
}

const PERSON =
  /\p{Lu}[\p{L}.'’-]*(?: (?:(?:van|von|de|der|den|da|di|del|la|al|bin|of) ){0,2}\p{Lu}[\p{L}.'’-]*){0,4}/gu
const WEEKDAYS_AND_MONTHS = /\b\p{L}{2,9}\.?(?=,? \d)|\b\d{1,2}\.? ?\p{L}{3,9}\.?(?= \d{4})/gu
/** "Ann Bo wrote:" */
const NAMED_ALONE =
  /^(?<author>\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*){1,3}) \p{Ll}{3,12} ?[:：]$/u
const ATTRIBUTION_LIMIT = 200
const hasDay = (words: string): boolean => CLOCK.test(words) || /(?:19|20)\d{2}/.test(words)

/**
 * Author and time of a line that opens a quotation, in any language.
 *
 *     On Mon, 4 May 2026 at 10:02, Ann Bo <ann@x.example> wrote:
 *     Am 04.05.26 um 10:02 schrieb Ann Bo:
 */
export function attributed(words: string): Pick<MailHead, 'author' | 'shown'> | null {
  const isLine = /[:：]$/.test(words) && words.length < ATTRIBUTION_LIMIT
  const clock = CLOCK.exec(words)
  const address = ADDRESS.exec(words)
  if (!isLine || (!hasDay(words) && address === null)) return null
  const beforeAddress = address === null ? '' : words.slice(0, address.index)
  const named = beforeAddress.replace(WEEKDAYS_AND_MONTHS, ' ').match(PERSON)?.at(-1)
  const behind = clock === null ? '' : words.slice(clock.index + clock[0].length)
  const plain = words.replace(WEEKDAYS_AND_MONTHS, ' ')
  const author = named ?? behind.match(PERSON)?.at(-1) ?? plain.match(PERSON)?.at(-1)
  const shown = parseTimedLine(words.replace(/,? [^,\d]{0,60}:$/u, ''))?.time ?? null
  return { author: author ?? address?.[0] ?? null, shown: shown ?? (clock && momentIn(words)) }
}

/** Words of a line from its first to its last number. */
const momentIn = (words: string): string | null =>
  /(?:\p{L}{3,10}\.? )?\d.{0,40}?\d[:.]\d{2}(?: ?[ap]\.?m\.?)?/iu.exec(words)?.[0] ?? null

/** Head that opens a quotation: it ends with a colon above quote signs, maybe on two lines. */
function quoteHead(lines: readonly MailLine[], at: number): MailHead | null {
  const { depth = 0, words = '' } = lines[at] ?? {}
  const below = lines[at + 1]
  const isTwo = hasDay(words) && below?.depth === depth && !CLOCK.test(below.words)
  const isWrapped = isTwo && !/[:：]$/.test(words)
  const whole = isWrapped ? `${words} ${below.words}` : words
  const to = at + (isWrapped ? 2 : 1)
  let next = to
  while (next < to + 2 && lines[next]?.words === '' && lines[next]?.depth === depth) next += 1
  const { author } = NAMED_ALONE.exec(words)?.groups ?? {}
  const named = author === undefined ? null : { author, shown: null }
  const attribution = lines[next]?.depth === depth + 1 ? (attributed(whole) ?? named) : null
  return attribution === null
    ? null
    : {
        ...attribution,
        from: at,
        to,
        subject: null,
        depth: depth + 1,
        isAnswered: true,
        isQuote: true,
      }
}

/** Heads of mails, the quoted ones too, from the first line to the last. */
export function findMailHeads(lines: readonly MailLine[]): MailHead[] {
  const heads: MailHead[] = []
  let above = -1
  for (let at = 0; at < lines.length; at += 1) {
    if (lines[at]?.words === '') continue
    const head =
      labelledHead(lines, at, above) ??
      digestHead(lines, at) ??
      archiveHead(lines, at, above) ??
      quoteHead(lines, at)
    if (head !== null) {
      heads.push(head)
      at = head.to - 1
    }
    above = at
  }
  // The mail around a digest lists what stands in it.
  const first = heads.findIndex(({ to }) => DIGEST_LINE.test(lines[to - 1]?.words ?? ''))
  return heads.slice(Math.max(0, first))
}
