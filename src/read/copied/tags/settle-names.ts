import { countEach } from '../../../base/statistics/group-by.js'
import { linesIn } from '../lines/page-line.js'
import { LEAST_COUNT, NAME_LENGTH_LIMIT } from '../lines/thresholds.js'
import type { LineShape } from './line-shapes.js'
import type { TaggedPost } from './tagged-posts.js'

/** Posts with names as the page means them, and with the account that each answers. */
export function settleNames(
  lines: readonly LineShape[],
  posts: readonly TaggedPost[],
): TaggedPost[] {
  const shown = aboveShared(lines, posts)
  const names = new Set(shown.flatMap(({ name }) => name ?? []))
  const placed = shown.map((post) =>
    aboveAnswered(lines, aboveArrow(lines, belowCaption(lines, post)), names),
  )
  return withAnswered(lines, withNames(beforeReplied(placed)))
}

/**
 * Posts by the accounts above a line that all of them have, which was taken for the name.
 *
 *     turnip_b                                <- the name
 *     Smartest (14)  Funniest (3)  7:58 AM    <- "Smartest" of each post
 */
function aboveShared(
  lines: readonly LineShape[],
  posts: readonly TaggedPost[],
): readonly TaggedPost[] {
  const [first] = posts
  const above = posts.map(({ nameAt }) => lines[nameAt - 1])
  const isShared = posts.every(({ name }) => name !== null && name === first?.name)
  const areShort = above.every((line) => (line?.words ?? '').length <= NAME_LENGTH_LIMIT)
  const areNames = 2 * above.filter((line) => line?.isNamelike).length > posts.length
  const areOthers = new Set(above.map((line) => line?.words)).size > 1
  const isLabel = isShared && areShort && areNames && areOthers
  if (posts.length < LEAST_COUNT || !isLabel) return posts
  return posts.map((post) => namedAt(lines, post, post.nameAt - 1))
}

/** A post by the account in a line of its head, or right above it. */
const namedAt = (lines: readonly LineShape[], post: TaggedPost, nameAt: number): TaggedPost => ({
  ...post,
  name: lines[nameAt]?.words ?? null,
  nameAt,
  from: Math.min(post.from, nameAt),
})

/**
 * Posts by accounts that others name alone, where words follow that several lines have.
 *
 *     Igor Bel                      <- of another post
 *     Igor Bel answered Svetlana    <- is Igor Bel
 *     Mia Fox answered Igor         <- Mia Fox
 */
function beforeReplied(posts: readonly TaggedPost[]): TaggedPost[] {
  const names = new Set(posts.flatMap(({ name }) => name ?? []))
  const counts = countEach(posts.flatMap(({ name }) => wordsOf(name).slice(1)))
  const isVerb = (word: string, index: number, words: readonly string[]): boolean =>
    /^\p{Ll}{4}/u.test(word) && (counts.get(word) ?? 0) > 1 && index > 0 && index < words.length - 1
  const verbs = new Set(
    [...names].flatMap((name) => {
      const words = wordsOf(name)
      const at = words.findIndex(isVerb)
      return names.has(words.slice(0, at).join(' ')) ? [words[at]] : []
    }),
  )
  return posts.map((post) => {
    const words = wordsOf(post.name)
    const at = words.findIndex((word, index) => verbs.has(word) && isVerb(word, index, words))
    if (at === -1) return post
    const answered = post.answered ?? words.slice(at + 1).join(' ')
    return { ...post, name: words.slice(0, at).join(' '), answered }
  })
}

const wordsOf = (name: string | null): string[] => (name ?? '').split(' ').filter(Boolean)

/**
 * A post by the account above an arrow, which the account below it is answered by.
 *
 *     rigger           <- the name
 *     →
 *     pump_jack        <- was taken for it, as the nearest above the time
 *     1 hour ago
 */
function aboveArrow(lines: readonly LineShape[], post: TaggedPost): TaggedPost {
  const nameAt = post.nameAt - 2
  const name = lines[nameAt]
  const isBelowArrow = ARROW.test(lines[post.nameAt - 1]?.words ?? '')
  return isBelowArrow && name?.isNamelike === true && nameAt >= post.from - 2
    ? namedAt(lines, post, nameAt)
    : post
}

/**
 * A post by the account above the one that it answers, which was taken for the name.
 *
 *     Kabelgoot        <- the name
 *     @Jeroen          <- who has a post here, too
 */
function aboveAnswered(
  lines: readonly LineShape[],
  post: TaggedPost,
  names: ReadonlySet<string>,
): TaggedPost {
  const nameAt = post.nameAt - 1
  const above = lines[nameAt]
  const isAnswered = post.name?.startsWith('@') === true && names.has(post.name.slice(1))
  return isAnswered && above?.isNamelike === true && nameAt >= post.from - 1
    ? { ...namedAt(lines, post, nameAt), answered: post.name }
    : post
}

/**
 * A post by the account that a caption above it repeats, which was taken for the name.
 *
 *     Comment by BigLakeBarb.
 *     BL
 *     BigLakeBarb                  <- the name, also where it was taken for words
 */
function belowCaption(lines: readonly LineShape[], post: TaggedPost): TaggedPost {
  const caption = post.name?.replace(/[.:]$/, '') ?? ''
  const [first = 0, ...others] = post.body
  const end = others.length > 0 ? first + 1 : first
  const below = linesIn([{ from: post.nameAt + 1, to: Math.min(post.nameAt + 3, end) }])
  const nameAt = below.find((at) => {
    const { words = '' } = lines[at] ?? {}
    return words !== '' && (caption.endsWith(` ${words}`) || isCaptionOf(caption, words))
  })
  if (nameAt === undefined) return post
  const body = post.body.filter((at) => at > nameAt)
  return { ...post, name: lines[nameAt]?.words ?? null, nameAt, body }
}

/** "user_0hのプロフィール写真" of "user_0h" */
const isCaptionOf = (caption: string, name: string): boolean =>
  caption.startsWith(name) && /^[\p{Lo}\p{M}][\p{Lo}\p{M}ー]{3,}$/u.test(caption.slice(name.length))

/** Posts by their names. A message without a head continues the one above. */
function withNames(posts: readonly TaggedPost[]): TaggedPost[] {
  let above = ''
  return posts.map((post): TaggedPost => {
    const name = post.name ?? ''
    const isHeadless = name === '' && post.handle === null && post.from >= post.timeAt - 1
    if (isHeadless && above !== '') return { ...post, name: above, isNameGuessed: true }
    if (name !== '') above = name
    return { ...post, name: name === '' ? null : name }
  })
}

/** Posts with the account that each answers, which is taken off their words. */
function withAnswered(lines: readonly LineShape[], posts: readonly TaggedPost[]): TaggedPost[] {
  const names = new Set(posts.flatMap(({ name, handle }) => [name, handle]))
  const isNamed = posts.map(({ body, name }) => {
    const { words = '' } = lines[body[0] ?? -1] ?? {}
    return body.length > 1 && words !== name && names.has(words)
  })
  const areNamed = isNamed.filter(Boolean).length > 1
  const labelled = namesBehindLabel(lines, posts, names)
  const labels = labelsAboveNames(lines, posts, names)
  return posts.map((post, index): TaggedPost => {
    const pointed = pointedAt(lines, post, labels)
    const body = post.body.filter((at) => at > pointed)
    const pointedName = lines[pointed]?.words.replace(IN_BRACKETS, '$1') ?? null
    if (pointedName !== null && body.length > 0) return { ...post, answered: pointedName, body }
    const behind = labelled[index]
    if (behind !== undefined) {
      const { answered } = behind
      return { ...post, answered, body: post.body.filter((at) => at > behind.at) }
    }
    if (post.answered !== null || !areNamed || !isNamed[index]) return post
    const answered = lines[post.body[0] ?? -1]?.words ?? null
    return { ...post, answered, body: post.body.slice(1) }
  })
}

const LABEL_LENGTH_LIMIT = 60

/** Account that a post answers, and the place of the line that names it. */
interface Labelled {
  readonly answered: string
  readonly at: number
}

/**
 * For each post, the name of another behind words that open several posts: "Odpověď pro Tesa V.".
 */
function namesBehindLabel(
  lines: readonly LineShape[],
  posts: readonly TaggedPost[],
  names: ReadonlySet<string | null>,
): (Labelled | undefined)[] {
  const behind = posts.map((post) => {
    const last = post.body.at(-1) ?? -1
    return placesOfHead(post).flatMap((at) => {
      const { words = '', moment = null } = lines[at] ?? {}
      if (at >= last || moment !== null || words.length > LABEL_LENGTH_LIMIT) return []
      const parts = words.split(' ')
      const start = parts.findIndex((_, from) => from > 0 && names.has(parts.slice(from).join(' ')))
      const answered = parts.slice(start).join(' ')
      const isOther = start !== -1 && answered !== post.name
      return isOther ? { answered, at, label: parts.slice(0, start).join(' ') } : []
    })[0]
  })
  const counts = countEach(behind.map((each) => each?.label))
  return behind.map((each) => ((counts.get(each?.label) ?? 0) > 1 ? each : undefined))
}

const ARROW = /^[→▸▶▷➜►›»>↳↪⤷←]$/u
/** "(deleted)": an account that the site does not name. */
const IN_BRACKETS = /^[([](.+)[)\]]$/
const HEAD_LINE_LIMIT = 6

/** Places from below the name to the first words, and one more. */
const placesOfHead = ({ nameAt, body, timeAt }: TaggedPost): number[] =>
  nameAt < 0
    ? []
    : linesIn([
        {
          from: nameAt + 1,
          to: Math.min(nameAt + HEAD_LINE_LIMIT, Math.max(body[1] ?? body[0] ?? -1, timeAt + 2)),
        },
      ])

/**
 * Lines that stand above the name of another in the heads of several posts.
 *
 *     Vasto fel        <- so below "Mina" and "Tyra"
 *     Ola Brand
 */
function labelsAboveNames(
  lines: readonly LineShape[],
  posts: readonly TaggedPost[],
  names: ReadonlySet<string | null>,
): Set<string> {
  const labels = posts.flatMap((post) => {
    const isLabel = (at: number): boolean => {
      const { words = '', moment = null } = lines[at] ?? {}
      const name = lines[at + 1]?.words ?? ''
      return moment === null && !names.has(words) && names.has(name) && name !== post.name
    }
    const inHead = placesOfHead(post).filter(isLabel)
    return [...new Set(inHead.map((at) => lines[at]?.words ?? ''))]
  })
  return new Set([...countEach(labels)].flatMap(([label, count]) => (count > 1 ? label : [])))
}

/**
 * Place of the account behind an arrow or a label below the name; -1 without one.
 *
 *     Wes_T
 *     →
 *     grumpyholder      <-
 */
function pointedAt(
  lines: readonly LineShape[],
  post: TaggedPost,
  labels: ReadonlySet<string>,
): number {
  const isPointed = (at: number): boolean => {
    const { words = '' } = lines[at] ?? {}
    const { words: name = '', isNamelike = false } = lines[at + 1] ?? {}
    return (ARROW.test(words) || labels.has(words)) && (isNamelike || IN_BRACKETS.test(name))
  }
  const at = placesOfHead(post).find(isPointed)
  return at === undefined ? -1 : at + 1
}
