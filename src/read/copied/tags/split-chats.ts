import { foldText } from '../../../base/text/fold-text.js'
import type { KindLine } from '../lines/kinds.js'
import type { TaggedPost } from './tagged-posts.js'

/** Messages of a chat, each by itself, without the one that the next answers. */
export const splitChats = (
  lines: readonly KindLine[],
  posts: readonly TaggedPost[],
): TaggedPost[] =>
  withoutAnswered(
    lines,
    posts.flatMap((post) => splitAtClocks(lines, post)),
  )

const CLOCK = /\d[:.]\d{2}(?!\d)/
const CLOCK_ALONE = /^\[?\d{1,2}[:.]\d{2}(?: ?[ap]m)?\]?$/i

/**
 * The messages of one account under one head, if that shows a clock.
 *
 *     Marek D.
 *       Nov 10th at 9:14 AM
 *     the mail gateway
 *     9:16                       <- or "[9:16 AM]": below, the account goes on
 *     the badge printer
 */
function splitAtClocks(lines: readonly KindLine[], post: TaggedPost): TaggedPost[] {
  const { body, moment } = post
  if (moment === null || !CLOCK.test(moment)) return [post]
  const index = body.findIndex(
    (at, place) => place > 0 && place < body.length - 1 && CLOCK_ALONE.test(lines[at]?.words ?? ''),
  )
  const timeAt = body[index]
  if (timeAt === undefined) return [post]
  const below = {
    ...post,
    timeAt,
    moment: (lines[timeAt]?.words ?? '').replace(/[[\]]/g, ''),
    answered: null,
    from: timeAt,
    body: body.slice(index + 1),
  }
  return [{ ...post, body: body.slice(0, index), to: timeAt }, ...splitAtClocks(lines, below)]
}

const LEAST_LENGTH = 8
/** Lines of an answered message at most: its account, and its words cut to a line. */
const ANSWERED_LINE_LIMIT = 2

/**
 * Gives the account and words that stand between two messages to the one below, which answers them.
 *
 *     nimbler, they say
 *     @vexillum                     <- answered by the message below
 *     smaller means 14 people       <- stands further up
 *     okt_dev
 *     11/11/2026 9:05 PM
 */
function withoutAnswered(lines: readonly KindLine[], posts: readonly TaggedPost[]): TaggedPost[] {
  const wordsOf = (places: readonly number[]): string =>
    foldText(places.map((at) => lines[at]?.words ?? '').join(' '))
  const texts: string[] = []
  const standsAbove = (places: readonly number[]): boolean => {
    const shown = wordsOf(places).replace(/…$/, '')
    return shown.length >= LEAST_LENGTH && texts.some((text) => text.startsWith(shown))
  }
  let answered: string | null = null
  return posts.map((post) => {
    const message = { ...post, answered: answered ?? post.answered }
    const ownPlaces = post.body.slice(0, -ANSWERED_LINE_LIMIT)
    const [nameAt = -1, ...wordsAt] = post.body.slice(-ANSWERED_LINE_LIMIT)
    const name = /^@(\S.*)/u.exec(lines[nameAt]?.words ?? '')?.[1] ?? null
    texts.push(wordsOf(name === null ? post.body : ownPlaces))
    answered = name !== null && ownPlaces.length > 0 && standsAbove(wordsAt) ? name : null
    return answered === null ? message : { ...message, body: ownPlaces }
  })
}
