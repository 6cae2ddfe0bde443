import { isOf, type KindLine, kindsOf } from './lines/kinds.js'
import type { LineRange } from './lines/page-line.js'
import { isBelowNotice } from './page-posts.js'
import type { SplitPost } from './split-post.js'

/** Kinds of lines below the words of a post. */
const BELOW_WORDS = kindsOf('count', 'more', 'button', 'reply')

/** Lines of the names of a byline. */
interface Names extends LineRange {
  readonly name: number | null
  readonly full: number | null
  readonly reply: number | null
  readonly handle: number | null
  readonly chip: number | null
  readonly answers: number | null
}

/** A name below a byline is the answered account only if that account writes here. */
export function resolveChips<Mark extends Names>(
  marks: readonly Mark[],
  lines: readonly KindLine[],
): Mark[] {
  const namesAt = (index: number | null): string => lines[index ?? -1]?.words ?? ''
  const names = new Set(marks.flatMap(({ name, handle }) => [namesAt(name), namesAt(handle)]))
  return marks.map((mark) => {
    if (mark.chip === null) return mark
    return names.has(namesAt(mark.chip))
      ? { ...mark, answers: mark.chip }
      : { ...mark, to: mark.chip }
  })
}

/**
 * Resolves two or three names above a time. The last is the answered account if it is the third,
 * behind a badge, or another author.
 */
export function resolveNames<Mark extends Names>(
  marks: readonly Mark[],
  lines: readonly KindLine[],
  root: Mark | undefined,
): Mark[] {
  const wordsAt = (index: number | null): string => lines[index ?? -1]?.words ?? ''
  const all = root === undefined ? marks : [root, ...marks]
  const alone = new Set(
    all
      .filter((mark) => !isBelowNotice(lines, mark) && mark.full === null && mark.reply === null)
      .map(({ name }) => wordsAt(name)),
  )
  const pairs = all.filter(({ full }) => full !== null)
  const countHandles = (of: 'name' | 'full'): number =>
    pairs.filter((mark) => isHandle(wordsAt(mark[of]))).length
  const areHandlesFirst = countHandles('name') > countHandles('full')
  const isNameSecond = (first: string, second: string): boolean =>
    NAME.test(second) || (areHandlesFirst && !NAME.test(first))
  const firsts = new Set(pairs.map(({ name }) => wordsAt(name)))
  return marks.map((mark) => {
    const { full, reply } = mark
    // Last words of the post above are apart from the names.
    const names = [mark.name, full, reply].filter((index) => index !== null)
    const isBelowEnd = isOf(lines[mark.from - 1], BELOW_WORDS)
    const first = isBelowEnd
      ? 0
      : names.findLastIndex((index, at) => at > 0 && (lines[index]?.blankCountAbove ?? 0) > 0)
    const bylineNames = first > 0 ? names.slice(first) : names
    const [name = null, second = null, third = null] = bylineNames
    const from = first > 0 ? (name ?? mark.from) : mark.from
    if (name === null || second === null) return { ...mark, from, name, full: null, reply: null }
    const isAuthor = wordsAt(second) !== wordsAt(name) && firsts.has(wordsAt(second))
    const isNameWhole = second - name > 1 || alone.has(wordsAt(name))
    const isAnswer = third === null && (isNameWhole || isAuthor)
    return isAnswer
      ? { ...mark, from, name, full: null, answers: second, reply: null }
      : {
          ...mark,
          from,
          ...(isNameSecond(wordsAt(name), wordsAt(second))
            ? { name: second, handle: name }
            : { name, handle: second }),
          full: second,
          answers: third ?? mark.answers,
          reply: null,
        }
  })
}

/** No handle. */
const NAME = / |^[^\x21-\x7e]+$/
/** Hardly a name. */
const isHandle = (words: string): boolean => /^[a-z\d_.-]+$/.test(words)

/** Name in small letters, up to the capital with which a label goes on. */
const SMALL_NAME = /^[a-z\d_-]{3,20}(?=[A-Z])/

/**
 * Names that a label is glued to, as guesses: those of accounts that show no label elsewhere, or
 * what stands in small letters before a capital.
 *
 *     [–]oscillator_ozzieLadder filter truther 118 points
 */
export function nameGlued(posts: readonly SplitPost[]): SplitPost[] {
  const names = posts.flatMap(({ name, handle }) => handle ?? name ?? [])
  return posts.map((post) => {
    const { glued } = post.groups
    if (glued === undefined || post.name !== null) return post
    const known = names.filter((name) => glued.startsWith(name))
    const longest = known.reduce((one, other) => (other.length > one.length ? other : one), '')
    const name = longest || SMALL_NAME.exec(glued)?.[0]
    return name === undefined ? post : { ...post, name, isNameGuessed: true }
  })
}
