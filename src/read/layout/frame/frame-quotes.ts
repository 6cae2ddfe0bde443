import { addTo } from '../../../base/statistics/group-by.js'
import { foldSpace } from '../../../base/text/fold-text.js'
import { SAYS } from '../words/vocabulary.js'
import type { FrameLine } from './frame-lines.js'
import type { FramedPost } from './framed-post.js'

/** Only so many posts of who is quoted are searched for the words. */
const SEARCHED_LIMIT = 4
/** Units of a post that are searched. */
const SAID_LIMIT = 4000

/** "Ann wrote:", "On 3 May, Ann said:", "Originally posted by Ann:", "Ann said in TITLE:", "Ann wrote: ↑ 3 May". */
const QUOTES: readonly RegExp[] = [
  /^(?:originally )?(?:posted|written) by:? (?<name>[^:]{1,60}):$/i,
  new RegExp(`^@?(?<name>(?:[^:]|(?<=\\d):(?=\\d)){1,100}?)[,:]? (?:${SAYS})(?: in [^:]{1,150})?:(?: ?↑.{0,60})?$`, 'iu'),
]

/** Who is quoted, in a line that says so; dates before the name are left out. */
function nameQuoted(words: string): string | null {
  for (const pattern of QUOTES) {
    const name = pattern.exec(words)?.groups?.['name']
    if (name !== undefined) return name.split(', ').at(-1) ?? name
  }
  return null
}

/** Posts without the words of others that the page puts at their head, below the name of who wrote them; those words stand above, too. */
export function withoutQuotes(lines: readonly FrameLine[], posts: readonly FramedPost[], text: string): FramedPost[] {
  const said = new Map<string, string[]>()
  const wordsOf = (from: number, to: number): string => foldSpace(text.slice(lines[from]?.start, lines[to - 1]?.end))
  const bare = (name: string): string =>
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  return posts.map((post) => {
    const { top, from, to } = post
    const head = [from - 1, from].find((at) => at > top && at < to - 1 && nameQuoted(lines[at]?.words ?? '') !== null)
    let [start, replyTo] = [from, post.replyTo]
    if (head !== undefined) {
      const name = nameQuoted(lines[head]?.words ?? '') ?? ''
      const known = said.get(bare(name))?.slice(-SEARCHED_LIMIT) ?? []
      let end = head + 1
      while (end < to - 1 && known.some((each) => each.includes(wordsOf(end, end + 1)))) end += 1
      if (end > head + 1) [start, replyTo] = [end, replyTo ?? name]
    }
    addTo(said, bare(post.author ?? ''), wordsOf(start, to).slice(0, SAID_LIMIT))
    return { ...post, from: start, replyTo }
  })
}
