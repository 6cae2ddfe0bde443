import type { PageAnswer } from '../page/page-thread.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import type { Layout } from './layout.js'
import type { SplitPost } from './split-page.js'

/** Longest run of words that is looked up as a name at the start of a text. */
const NAME_WORD_LIMIT = 6

/** An index into the posts of the page, the root first; null for what all are about. */
interface Answer {
  readonly index: number | null
  readonly isGuessed: boolean
  readonly missing?: string
}

/**
 * Finds what each post answers: the account that the page names above it or that its words open with, else the post whose counted
 * answers stand below it, else what all comments are about. Certain only where one post above can be meant.
 */
export function findAnswers(
  posts: readonly SplitPost[],
  texts: readonly string[],
  hasRoot: boolean,
  { chips, head }: Layout,
): PageAnswer[] {
  const byName = new Map<string, { last: number; count: number }>()
  const open: { head: number; left: number }[] = []
  const top: Answer = { index: hasRoot ? 0 : null, isGuessed: head !== 'none' }
  const lookUp = (name: string): Answer | undefined => {
    const found = byName.get(fold(name))
    return found === undefined ? undefined : { index: found.last, isGuessed: found.count > 1 }
  }
  return posts.map((post, index) => {
    const { to, name, handle, shownReplyCount } = post
    const text = texts[index] ?? ''
    const named = to === null ? readMention(text, lookUp, chips) : (lookUp(to) ?? { index: null, isGuessed: false, missing: to })
    const group = open.at(-1)
    const answer =
      index === 0 && hasRoot ? { index: null, isGuessed: false } : (named ?? (group ? { index: group.head, isGuessed: true } : top))
    if (group !== undefined) {
      group.left -= 1
      if (group.left <= 0) open.pop()
    }
    if (shownReplyCount > 0 && !(index === 0 && hasRoot)) open.push({ head: index, left: shownReplyCount })
    for (const key of new Set([name, handle].map((each) => fold(each ?? '')))) {
      if (key !== '') byName.set(key, { last: index, count: (byName.get(key)?.count ?? 0) + 1 })
    }
    const at = hasRoot && answer.index !== null ? answer.index - 1 : answer.index
    return { ...answer, comments: at === null || at < 0 ? [] : [at] }
  })
}

/** Names that pages write in several ways: "Jacob F." is "@jacob_f". */
const fold = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

/** The post of the account that a text opens with: `@handle`, `@Full Name`, or a full name alone where the page puts one. */
function readMention(text: string, find: (name: string) => Answer | undefined, chips: Layout['chips']): Answer | undefined {
  const isMention = text.startsWith('@')
  if (!isMention && chips?.hasAt !== false) return undefined
  const lookUp = (name: string): Answer | undefined => {
    const found = find(name)
    return found === undefined || chips?.isCertain === true ? found : { ...found, isGuessed: true }
  }
  const words = text.slice(isMention ? 1 : 0, 120).split(/\s/, NAME_WORD_LIMIT)
  for (let count = words.length; count >= (isMention ? 1 : 2); count -= 1) {
    const found = lookUp(words.slice(0, count).join(' '))
    if (found !== undefined) return found
  }
  const handle = isMention ? parseLeadingMentions(text.slice(0, 100)).handles[0] : undefined
  return handle === undefined ? undefined : lookUp(handle)
}
