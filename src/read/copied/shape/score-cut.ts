import { countEach, mostFrequent } from '../../../base/statistics/group-by.js'
import { isWordy, type ShapeLine } from './features.js'
import type { ShapePost } from './post.js'

/** How much each sign of a right cut counts; those of a wrong one are negative. */
const WEIGHTS = {
  words: 1,
  sentence: 0.5,
  name: 1,
  knownName: 0.3,
  mentionedName: 0.15,
  moment: 0.4,
  apart: 0.1,
  momentInside: -0.5,
  recurringEdge: -0.5,
  labelFirst: -0.4,
  labelLast: -0.2,
  nameInside: -0.4,
  sameWords: -1,
} as const

/** Weight of the share of sentences that posts hold. */
const COVERED = 1.2
/** Weight of one name on most posts. */
const SAME_NAME = -1
/** Share of posts with the same words from which on those are the page's. */
const SAME_WORDS_SHARE = 0.3
/** Share of posts with one name from which on it may be no name. */
const SAME_SHARE = 0.7
const LEAST_SAME_COUNT = 4
const NAME_WORD_LIMIT = 6
const NAME_LENGTH_LIMIT = 40
const MENTION_WORD_LIMIT = 4

/**
 * Tells how alike and whole posts are: above 3.5 for most right cuts. Linear in the page.
 *
 * @param isInline names stand on the lines of moments
 */
export function scoreCut(
  lines: readonly ShapeLine[],
  posts: readonly ShapePost[],
  isInline: boolean,
): number {
  const signsOf = createSigns(lines, posts, isInline)
  let sum = 0
  for (const post of posts)
    for (const [sign, isShown] of Object.entries(signsOf(post)))
      if (isShown) sum += WEIGHTS[sign as keyof typeof WEIGHTS]
  const sentences = lines.filter(isWordy)
  const taken = new Set(posts.flatMap(({ body }) => body))
  const held = sentences.filter(({ at }) => taken.has(at)).length
  const covered = sentences.length === 0 ? 0 : held / sentences.length
  const most = mostFrequent(posts.map(({ name }) => name))?.[1] ?? 0
  const same = most > SAME_SHARE * posts.length ? SAME_NAME : 0
  return sum / posts.length + COVERED * covered + same
}

/** Names that open other lines, or stand there behind "@". */
function findMentioned(lines: readonly ShapeLine[], names: ReadonlySet<string>): Set<string> {
  const firstWords = new Set([...names].map((name) => name.split(' ', 1)[0]))
  const mentioned = new Set<string>()
  const take = (words: string): void => {
    if (names.has(words)) mentioned.add(words)
  }
  for (const { words } of lines) {
    const parts = words.split(' ')
    const most = firstWords.has(parts[0]) ? Math.min(parts.length - 1, MENTION_WORD_LIMIT) : 0
    for (let count = 1; count <= most; count += 1) take(parts.slice(0, count).join(' '))
    for (const part of parts) if (part.startsWith('@')) take(part.slice(1))
  }
  return mentioned
}

const isName = (name: string): boolean =>
  /\p{L}/u.test(name) &&
  !/^\d+ /.test(name) &&
  name.length <= NAME_LENGTH_LIMIT &&
  name.split(' ').length <= NAME_WORD_LIMIT

function createSigns(lines: readonly ShapeLine[], posts: readonly ShapePost[], isInline: boolean) {
  const counts = countEach(lines.map(({ words }) => words))
  const names = new Set(posts.flatMap(({ name }) => name ?? []))
  const mentioned = findMentioned(lines, names)
  const edges = countEach(
    posts.flatMap(({ body }) => [
      ...new Set([body[0], body.at(-1)].flatMap((at) => lines[at ?? -1]?.form ?? [])),
    ]),
  )
  const wordsOf = (body: readonly number[]): string => body.map((at) => lines[at]?.form).join('\n')
  const bodies = countEach(posts.map(({ body }) => wordsOf(body)))
  const least = Math.max(LEAST_SAME_COUNT, SAME_WORDS_SHARE * posts.length)
  return ({ name, nameAt, timeAt, body, from, to }: ShapePost) => {
    const bodyLines = body.map((at) => lines[at] as ShapeLine)
    const [first, second] = bodyLines
    const last = bodyLines.at(-1)
    const line = lines[nameAt]
    const isPlaced = isInline || (line?.isNamelike === true && line.moment === null)
    const hasName = name !== null && isName(name) && isPlaced
    const isLabel = (each: ShapeLine | undefined): boolean =>
      each?.isNamelike === true && !isWordy(each)
    const isRecurring = (each: ShapeLine | undefined): boolean =>
      (edges.get(each?.form ?? '') ?? 0) >= 2
    const isParagraph = second?.isApart === true && second.at === (first?.at ?? -1) + 1
    return {
      words: bodyLines.length > 0,
      sentence: bodyLines.some(isWordy),
      name: hasName,
      knownName: hasName && (counts.get(name) ?? 0) > (isInline ? 0 : 1),
      mentionedName: hasName && mentioned.has(name),
      moment: lines[timeAt]?.moment !== null || lines[timeAt]?.isMaybeMoment === true,
      apart: to - from > bodyLines.length + 2,
      momentInside: bodyLines.some(({ moment }) => moment !== null),
      recurringEdge: bodyLines.length > 1 && (isRecurring(first) || isRecurring(last)),
      labelFirst: bodyLines.length > 1 && isLabel(first) && !isParagraph,
      labelLast: bodyLines.length > 2 && isLabel(last),
      sameWords: bodyLines.length > 0 && (bodies.get(wordsOf(body)) ?? 0) >= least,
      nameInside: bodyLines.some(({ words }) => words !== name && names.has(words)),
    } satisfies Record<keyof typeof WEIGHTS, boolean>
  }
}
