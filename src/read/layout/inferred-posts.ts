import { addTo, groupBy } from '../../base/statistics/group-by.js'
import { foldSpace } from '../../base/text/fold-text.js'
import type { Layout } from './layout.js'
import type { SplitPage, SplitPost } from './split-page.js'
import { SAYS } from './words/vocabulary.js'

/** What so many posts do, the page does. */
const USUAL_SHARE = 0.7

/** "Ann wrote:", "On 3 May, Ann said:", "Originally posted by Ann:", "Ann said in TITLE:", "Ann wrote: ↑ 3 May". */
const QUOTES: readonly RegExp[] = [
  /^(?:originally )?(?:posted|written) by:? (?<name>[^:]{1,60}):$/i,
  new RegExp(`^@?(?<name>(?:[^:]|(?<=\\d):(?=\\d)){1,100}?)[,:]? (?:${SAYS})(?: in [^:]{1,150})?:(?: ?↑.{0,60})?$`, 'iu'),
]
/** Who is quoted, in a line that says so; dates before the name are left out. */
const nameQuoted = (words: string): string | undefined =>
  QUOTES.map((pattern) => pattern.exec(words)?.groups?.['name'])
    .find((name) => name !== undefined)
    ?.split(', ')
    .at(-1)
/** Only so many posts of who is quoted are searched for the words, so many units of each. */
const SEARCHED_LIMIT = 4
const SAID_LIMIT = 4000

/** A post with the lines of its words between two. */
export const cutPost = (post: SplitPost, start: number, end: number): SplitPost => ({
  ...post,
  parts: post.parts.flatMap(({ from, to }) => (to <= start || from >= end ? [] : { from: Math.max(from, start), to: Math.min(to, end) })),
})

/** Posts without what forums put into them: the name once more, signatures, words of others at their head, a place behind names. */
export function mendPosts(text: string, { lines, letters, comments }: SplitPage, { ends }: Layout): SplitPost[] {
  const wordsAt = (at: number): string => lines[at]?.words ?? ''
  const startOf = ({ parts }: SplitPost): number => parts[0]?.from ?? 0
  const endOf = ({ parts }: SplitPost): number => parts.at(-1)?.to ?? 0
  const withoutLast = (post: SplitPost): SplitPost => cutPost(post, startOf(post), endOf(post) - 1)
  const lastOf = (post: SplitPost): string => (endOf(post) - startOf(post) > 1 ? wordsAt(endOf(post) - 1) : '')
  const isUsual = (isOne: (post: SplitPost) => boolean): boolean => comments.filter(isOne).length >= USUAL_SHARE * comments.length

  // "Ann Bo | Hull": where most names say more behind a sign, the page puts a place or a rank there.
  const bare = ({ name }: SplitPost): string | undefined => /^(\S.*?) [|·•] /.exec(name ?? '')?.[1]
  const hasPlaces = isUsual((post) => bare(post) !== undefined)
  const [first, ...others] = comments
  let posts = comments
  // Where times stand below the words, the head of the page stands above the first name.
  const areNames = (at: number): boolean => /^[Nn]{2}/.test(letters.slice(at))
  if (ends !== undefined && first !== undefined && !others.some((post) => areNames(startOf(post)))) {
    let from = startOf(first)
    while (from + 2 < endOf(first) && areNames(from)) from += 1
    if (from > startOf(first))
      posts = [{ ...cutPost(first, from + 1, endOf(first)), byline: { from, to: from + 1 }, name: wordsAt(from) }, ...others]
  }
  // So it may above the time: who writes below, too, is known.
  const authorOf = ({ name, handle }: SplitPost): string | null => handle ?? name
  const names = new Set(others.map(authorOf))
  if (first !== undefined && !names.has(authorOf(first))) {
    const name = lines.slice(first.byline.from, first.byline.to).findLast(({ words }) => names.has(words))?.words
    if (name !== undefined) posts = [{ ...first, name, handle: null, to: null }, ...others]
  }
  // Between the author's name and the time stands who is answered: an author above.
  const authors = new Set<string | null>()
  posts = posts.map((post) => {
    const isAnswer = post.to === null && post.handle !== null && authors.has(post.name)
    authors.add(authorOf(post))
    return isAnswer ? { ...post, name: post.handle, handle: null, to: post.name } : post
  })
  posts = posts.map((post) => ({
    ...post,
    name: (hasPlaces ? bare(post) : null) ?? post.name?.replace(/^(.{2,40}) \1(?: .*)?$/, '$1') ?? null,
  }))
  if (isUsual((post) => lastOf(post) === post.name)) posts = posts.map((post) => (lastOf(post) === post.name ? withoutLast(post) : post))
  const endings = new Map(
    [...groupBy(posts, ({ name }) => name)].map(([name, own]) => [name, own.length < 2 ? [] : [...new Set(own.map(lastOf))]]),
  )
  const said = new Map<string, string[]>()
  const fold = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  const wordsOf = (from: number, to: number): string => foldSpace(text.slice(lines[from]?.start, lines[to - 1]?.end))
  return posts.map((post) => {
    // The last line that ends all posts of an author is a signature; who signs with the own name writes a letter.
    const [ending = '', other] = endings.get(post.name) ?? []
    const isSigned = ending !== '' && other === undefined && !post.name?.split(' ').some((word) => ending.includes(word))
    let own = isSigned ? withoutLast(post) : post
    const [from, to] = [startOf(own), endOf(own)]
    const head = [from - 1, from].find((at) => at >= post.byline.from && at < to - 1 && nameQuoted(wordsAt(at)) !== undefined)
    if (head !== undefined) {
      const name = nameQuoted(wordsAt(head)) ?? ''
      const known = said.get(fold(name))?.slice(-SEARCHED_LIMIT) ?? []
      let end = head + 1
      while (end < to - 1 && known.some((each) => each.includes(wordsOf(end, end + 1)))) end += 1
      if (end > head + 1) own = { ...cutPost(own, end, to), to: own.to ?? name }
    }
    addTo(said, fold(post.name ?? ''), wordsOf(startOf(own), to).slice(0, SAID_LIMIT))
    return own
  })
}
