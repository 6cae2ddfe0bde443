import { MAX_POSSIBLE_COUNT } from '../link/parent-choice.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { headOf, type Layout } from './layout.js'
import { NAME_WORD_LIMIT } from './lines/thresholds.js'
import type { SplitPost } from './split-post.js'

/**
 * Posts that one may answer, nearest first, by their places; none for the opening post, or for no
 * post of the page.
 */
export interface Answer {
  readonly posts: readonly number[]
  readonly isGuessed: boolean
  /** Answered account or name, with `@`, without a post above. */
  readonly missing?: string
}

/** Answer of the opening post, and of posts that answer it. */
export const ROOT: Answer = Object.freeze({ posts: Object.freeze([]), isGuessed: false })

/** Handles named above a post, then those that open it; each once, case ignored. */
export const withLeading = (above: readonly string[], text: string): string[] => [
  ...new Map(
    [...above, ...parseLeadingMentions(text).handles].map((handle) => [
      handle.toLowerCase(),
      handle,
    ]),
  ).values(),
]

/**
 * Parent: "Replying to @x", else a leading @x (a guess if spelt differently), else the root (a
 * guess).
 *
 * @param isWhole each post carries all handles of its chain
 */
export function findAnswers(
  posts: readonly Pick<SplitPost, 'to' | 'carried' | 'name' | 'handle' | 'timeText'>[],
  texts: readonly string[],
  rootCount: number,
  layout: Pick<Layout, 'chips' | 'head' | 'root' | 'carriesHandles'>,
  isWhole = false,
): Answer[] {
  const { chips, carriesHandles } = layout
  const head = headOf(layout)
  const byName = new Map<string, number[]>()
  const spelt = new Set<string>()
  let names: readonly string[] = []
  const top: Answer = { posts: [], isGuessed: head !== 'none' }
  const lookUp = (name: string): Answer | undefined => {
    const postPlaces = byName.get(fold(name))
    return postPlaces === undefined
      ? undefined
      : { posts: postPlaces, isGuessed: !spelt.has(bare(name)) }
  }
  const handlesOf = posts.map(({ carried }, index) =>
    carriesHandles === true
      ? [
          ...new Set(
            [...carried, ...parseLeadingMentions((texts[index] ?? '').slice(0, 600)).handles].map(
              fold,
            ),
          ),
        ]
      : [],
  )
  const areAllShown =
    isWhole || handlesOf.filter(({ length }) => length > 1).length >= MIN_CARRYING_COUNT
  const page: Carried = { handlesAt: new Map(), areAllShown, rootCount }
  // Mentions that open most replies come from the site; if few replies have one, from the authors.
  const mentioningCount = posts.filter(
    ({ to }, index) => to === null && texts[index]?.startsWith('@'),
  ).length
  const pageChips =
    carriesHandles === true && mentioningCount * 2 >= posts.length - 1
      ? { isCertain: true, hasAt: true }
      : (chips ?? (carriesHandles === true ? undefined : habitOf(posts, texts)))
  const answerOf = (to: string | null, text: string): ReturnType<typeof lookUp> =>
    to === null
      ? parseMention(text, lookUp, pageChips)
      : (lookUp(to) ?? { posts: [], isGuessed: false, missing: to })
  const keepPlace = (name: string, index: number): void => {
    if (name !== '')
      byName.set(name, [index, ...(byName.get(name) ?? []).slice(0, MAX_POSSIBLE_COUNT)])
  }
  return posts.map((post, index) => {
    const { to, name, handle, timeText } = post
    const named = answerOf(to, texts[index] ?? '')
    const handles = handlesOf[index] ?? []
    const postsOf = (one: string): readonly number[] => (to === null ? [] : (byName.get(one) ?? []))
    const answer =
      (named && handles.length > 0
        ? withCarried(named, handles, fold(handle?.split('@')[0] ?? ''), page, postsOf)
        : named) ?? top
    if (handles.length > 0) page.handlesAt.set(index, handles)
    // A message without a name continues the one above.
    if (head !== 'none' || name !== null || handle !== null)
      names = [name, handle, handle?.split('@')[0], name && timeText && `${name} ${timeText}`].map(
        (each) => each ?? '',
      )
    for (const each of names) spelt.add(bare(each))
    for (const key of new Set(names.map(fold))) keepPlace(key, index)
    return answer
  })
}

/** Fewest posts that show a habit of the page. Choice. */
const HABIT_COUNT = 2

/**
 * Names before words are the answered accounts on a page where several posts open with another's.
 *
 *     Ann Bo
 *     They sold it.
 *     Cy Dale
 *     Ann Bo who would buy it?      <- and so another post
 */
function habitOf(
  posts: readonly Pick<SplitPost, 'name'>[],
  texts: readonly string[],
): Layout['chips'] {
  const names = new Set(posts.flatMap(({ name }) => (name !== null && isChip(name) ? name : [])))
  const opened = posts.filter(({ name }, index) => {
    const words = (texts[index] ?? '').slice(0, OPENING_LENGTH).split(/\s/, NAME_WORD_LIMIT + 1)
    const openings = words.map((_, count) => words.slice(0, count).join(' '))
    return openings.some((opening) => opening !== name && names.has(opening))
  })
  return opened.length < HABIT_COUNT ? undefined : { isCertain: false, hasAt: false }
}

/** True for a name that hardly opens a sentence: of two words, or in a script without capitals. */
const isChip = (name: string): boolean => /\S\s\S|^\p{Lo}{3}/u.test(name)

/** Fewest replies with several handles that show that a page prints the whole chain. */
const MIN_CARRYING_COUNT = 2

/**
 * Matches the handles of the whole chain, which X prepends. Keeps candidates whose handles this
 * reply all has, and prefers an exact match. Other candidates follow if the page prints one handle.
 */
function withCarried(
  answer: Answer,
  handles: readonly string[],
  replier: string,
  { handlesAt, areAllShown, rootCount }: Carried,
  postsOf: (handle: string) => readonly number[],
): Answer {
  const [first = '', ...others] = handles
  const carried = new Set([first, ...others, replier])
  const fitting = answer.posts.filter((at) =>
    (handlesAt.get(at) ?? []).every((handle) => carried.has(handle)),
  )
  if (!areAllShown) return { ...answer, posts: [...new Set([...fitting, ...answer.posts])] }
  // The matching opening post may not be in the paste.
  if (fitting.length === 0) return rootCount > 0 ? answer : { ...answer, isGuessed: true }
  const exact = fitting.filter((at) =>
    others.every((handle) => handlesAt.get(at)?.includes(handle)),
  )
  // A post of another named account may match and stand nearer.
  const rivals = others.flatMap((author) =>
    postsOf(author).filter((at) => {
      const held = [author, ...(handlesAt.get(at) ?? [])]
      return (
        at > (exact[0] ?? rootCount - 1) &&
        handles.every((handle) => held.includes(handle)) &&
        held.every((handle) => carried.has(handle))
      )
    }),
  )
  if (rivals.length > 0)
    return { ...answer, posts: [...exact, ...rivals], isGuessed: exact.length === 0 }
  return { ...answer, posts: exact.length > 0 ? exact : fitting }
}

interface Carried {
  /** Handles that a reply to each post carries, except its author's. */
  readonly handlesAt: Map<number, readonly string[]>
  readonly areAllShown: boolean
  readonly rootCount: number
}

const bare = (name: string): string =>
  name.toLowerCase().replace(/^[^\p{L}\p{N}_]{1,4}|[^\p{L}\p{N}_]{1,4}$/gu, '')

/** Spellings of one name: "Jacob F." and "@jacob_f". */
const fold = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

/** Longest beginning of a post that may be the answered name, in UTF-16 units. */
const OPENING_LENGTH = 120

/** Post answered by a leading `@handle`, `@Full Name`, or a bare name where the page prints one. */
function parseMention(
  text: string,
  find: (name: string) => Answer | undefined,
  chips: Layout['chips'],
): Answer | undefined {
  const [sign = ''] = /^(?:@|\/?u\/(?=[\w-]{2}))/i.exec(text) ?? []
  const isMention = sign !== ''
  if (!isMention && chips?.hasAt !== false) return undefined
  const lookUp = (name: string): Answer | undefined => {
    const answer = find(name)
    return answer === undefined || chips?.isCertain === true
      ? answer
      : { ...answer, isGuessed: true }
  }
  const words = text.slice(sign.length, OPENING_LENGTH).split(/\s/, NAME_WORD_LIMIT)
  for (let count = words.length; count >= 1; count -= 1) {
    const name = words.slice(0, count).join(' ')
    const answer = isMention || isChip(name) ? lookUp(name) : undefined
    if (answer !== undefined) return answer
  }
  const handle = isMention
    ? parseLeadingMentions(`@${text.slice(sign.length, 100)}`).handles[0]
    : undefined
  return handle === undefined ? undefined : lookUp(handle)
}
