import { MAX_POSSIBLE_COUNT } from '../link/parent-choice.js'
import { type PageAnswer, ROOT_INDEX } from '../page/nest-replies.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import type { Layout } from './layout.js'
import type { SplitPost } from './split-page.js'

/** Longest run of words that is looked up as a name at the start of a text. */
const NAME_WORD_LIMIT = 6

/**
 * Finds what each post answers: the account that the page names above it or that its words open with (a guess where it is spelt otherwise), else the post
 * whose counted answers stand below it, else what all comments are about, as a guess.
 */
export function findAnswers(
  posts: readonly Pick<SplitPost, 'to' | 'name' | 'handle' | 'shownReplyCount'>[],
  texts: readonly string[],
  hasRoot: boolean,
  { chips, head }: Pick<Layout, 'chips' | 'head'>,
): PageAnswer[] {
  const byName = new Map<string, number[]>()
  const spelt = new Set<string>()
  const open: { head: number; left: number }[] = []
  const top: PageAnswer = { comments: [], isGuessed: head !== 'none' }
  const lookUp = (name: string): PageAnswer | undefined => {
    const comments = byName.get(fold(name))
    return comments === undefined ? undefined : { comments, isGuessed: !spelt.has(bare(name)) }
  }
  return posts.map((post, index) => {
    const { to, name, handle, shownReplyCount } = post
    const text = texts[index] ?? ''
    const named = to === null ? readMention(text, lookUp, chips) : (lookUp(to) ?? { comments: [], isGuessed: false, missing: to })
    const group = open.at(-1)
    const answer = named ?? (group ? { comments: [group.head], isGuessed: true } : top)
    const at = hasRoot ? index - 1 : index
    if (group !== undefined) {
      group.left -= 1
      if (group.left <= 0) open.pop()
    }
    if (shownReplyCount > 0 && at !== ROOT_INDEX) open.push({ head: at, left: shownReplyCount })
    const names = [name, handle, handle?.split('@')[0]].map((each) => each ?? '')
    for (const each of names) spelt.add(bare(each))
    for (const key of new Set(names.map(fold))) {
      if (key !== '') byName.set(key, [at, ...(byName.get(key) ?? []).slice(0, MAX_POSSIBLE_COUNT)])
    }
    return answer
  })
}

/** A name as it is spelt, without the marks around it. */
const bare = (name: string): string => name.toLowerCase().replace(/^[^\p{L}\p{N}_]{1,4}|[^\p{L}\p{N}_]{1,4}$/gu, '')

/** Names that pages write in several ways: "Jacob F." may be "@jacob_f". */
const fold = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')

/** The post of the account that a text opens with: `@handle`, `@Full Name`, or a full name alone where the page puts one. */
function readMention(text: string, find: (name: string) => PageAnswer | undefined, chips: Layout['chips']): PageAnswer | undefined {
  const isMention = text.startsWith('@')
  if (!isMention && chips?.hasAt !== false) return undefined
  const lookUp = (name: string): PageAnswer | undefined => {
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
