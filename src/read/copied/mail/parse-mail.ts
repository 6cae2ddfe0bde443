import { countEach } from '../../../base/statistics/group-by.js'
import { formatCount } from '../../../base/text/format-count.js'
import { type FoundPost, groupIntoThreads } from '../../link/group-into-threads.js'
import { nameByWords } from '../../link/ids-from-words.js'
import { choiceOf, missingParent, type ParentChoice } from '../../link/parent-choice.js'
import type { IngestResult } from '../../record/ingest-result.js'
import { parseDate, settleDayOrder } from '../../record/parse-date.js'
import { attributed } from './find-mail-heads.js'
import { findMails, type Mail } from './find-mails.js'
import { QuoteFinder } from './quote-finder.js'
import { takeOffCard } from './sign-offs.js'

export const MAIL = 'mail-paste'

const wordsOf = ({ words }: Mail): string =>
  words
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

const LINK_LENGTH_LIMIT = 160
const MANY = 2

/** Line, or its label, which others of the page share. */
const formOf = (line: string): string =>
  line.length > LINK_LENGTH_LIMIT ? '' : (/^\p{L}[^:]{3,30}: (?=\S)/u.exec(line)?.[0] ?? line)

/**
 * Takes lines of an archive off mails that stand around the words of most.
 *
 *     Previous message (by thread): [mills] The silos
 *     Messages sorted by: [ date ] [ thread ]
 */
function takeOffLinks(mails: readonly Mail[]): void {
  const tops = mails.filter(({ head }) => !head.isAnswered)
  const authorsOf = new Map<string, Set<string | null>>()
  for (const { head, words } of tops)
    for (const line of words)
      authorsOf.set(formOf(line), (authorsOf.get(formOf(line)) ?? new Set()).add(head.author))
  const counts = countEach(tops.flatMap(({ words }) => [...new Set(words.map(formOf))]))
  const isLink = (line: string | undefined): boolean => {
    const form = formOf(line ?? ' ')
    const count = counts.get(form) ?? 0
    return line === '' || (count >= MANY && count * 2 > tops.length && isOfMany(form))
  }
  const isOfMany = (form: string): boolean => form !== '' && (authorsOf.get(form)?.size ?? 0) > 1
  for (const { words } of tops) {
    while (words.length > 0 && isLink(words[0])) words.shift()
    while (words.length > 0 && (isLink(words.at(-1)) || attributed(words.at(-1) ?? '') !== null))
      words.pop()
  }
}

/** Mails that stand in an input, and those that they answer, by their places in it. */
function tieMails(mails: readonly Mail[]) {
  const isArchive = mails.filter(({ head }) => !head.isAnswered).length > 1
  const finder = new QuoteFinder()
  for (const mail of mails) finder.add(isArchive && mail.head.isAnswered ? '' : wordsOf(mail))
  const holdersOf = (quoted: readonly string[], quoter: number): number[] => [
    ...new Set(quoted.flatMap((line) => finder.find(line).find((at) => at !== quoter) ?? [])),
  ]
  // A quotation of a mail that stands here too is not a second one.
  const originalOf = (at: number): number => {
    const { head, words } = mails[at] as Mail
    return isArchive && head.isAnswered ? (holdersOf(words, at)[0] ?? at) : at
  }
  const isCopy = (at: number): boolean => {
    const { isAnswered = false, depth = 0 } = mails[at]?.head ?? {}
    return isArchive && isAnswered && (depth > 0 || originalOf(at) !== at)
  }
  const shown = [...mails.keys()].filter((at) => !isCopy(at) && wordsOf(mails[at] as Mail) !== '')
  const placeOfId = new Map(mails.flatMap(({ head }, at) => (head.id ? [[head.id, at]] : [])))
  const answeredBy = (at: number): number[] => {
    const { head, answered = -1, quoted = [] } = mails[at] ?? {}
    const answeredPlace = placeOfId.get(head?.answeredId ?? '')
    if (answeredPlace !== undefined) return [answeredPlace]
    const named = answered === -1 ? [] : [originalOf(answered)]
    return [...named, ...holdersOf(quoted, at)]
  }
  return { shown, answeredBy }
}

/**
 * Reads mails: a mailbox or an archive, or one mail above those that it answers. A mail answers the
 * one that it quotes; where it quotes none, the first or the one below it, as a guess.
 */
export function parseMail(text: string): IngestResult {
  const mails = findMails(text)
  takeOffLinks(mails)
  let cardCount = 0
  for (const { head, words } of mails) if (takeOffCard(words, head.author)) cardCount += 1
  const { shown, answeredBy } = tieMails(mails)
  const isReversed = isNewestFirst(mails, shown)
  const order = isReversed ? shown.toReversed() : shown
  const placeOf = new Map(order.map((at, place) => [at, place]))
  const parentOf = (at: number, place: number): ParentChoice => {
    const places = answeredBy(at).flatMap((answered) => placeOf.get(answered) ?? [])
    const missing = mails[mails[at]?.answered ?? -1]?.head.author
    if (places.length > 0) return choiceOf(places.map(idOf), false)
    if (missing != null) return missingParent(missing)
    const likely = isReversed ? place - 1 : 0
    return place === 0 ? choiceOf([], false) : choiceOf([idOf(likely)], true)
  }
  const days = settleDayOrder(order.flatMap((at) => mails[at]?.head.shown ?? []))
  const foundPosts = order.map((at, place): FoundPost => {
    const { author, shown: timeText } = (mails[at] as Mail).head
    const { parentId, facts } = parentOf(at, place)
    return {
      id: idOf(place),
      threadId: 't1',
      parentId,
      author,
      createdAt: timeText === null ? null : parseDate(days.of(timeText)),
      text: wordsOf(mails[at] as Mail),
      meta: { ...(timeText !== null && { timeText }), ...facts },
    }
  })
  const cards =
    cardCount === 0
      ? []
      : [`lines below the sender's name left out of ${formatCount(cardCount, 'mail')}`]
  const subject = mails.map(({ head }) => head.subject).find((title) => title !== null)
  const title = subject?.replace(/^(?:\p{L}{2,4}(?:\[\d+\])?: ?){1,6}/u, '')
  const { posts } = groupIntoThreads(foundPosts, { source: MAIL })
  return nameByWords(posts, title === undefined ? [] : [title], {
    source: MAIL,
    reason: `read as ${MAIL}`,
    notes: ['layout: mails; a mail answers the one that it quotes', ...cards],
  })
}

const idOf = (place: number): string => `p${place + 1}`

/** True for mails with the latest on top. Quoted mails stand below those that answer them. */
function isNewestFirst(mails: readonly Mail[], shown: readonly number[]): boolean {
  const answered = shown.filter((at) => mails[at]?.head.isAnswered).length
  if (answered > 0) return answered * 2 >= shown.length - 1
  const times = shown.flatMap((at) => parseDate(mails[at]?.head.shown ?? '') ?? [])
  return times.length > 1 && (times[0] ?? '') > (times.at(-1) ?? '')
}
