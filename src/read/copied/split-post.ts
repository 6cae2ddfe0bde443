import type { KindLine } from './lines/kinds.js'
import { type LineRange, linesIn, rangesOf } from './lines/page-line.js'

/** Post of a copied thread, as ranges of its lines. */
export interface SplitPost {
  readonly byline: LineRange
  readonly parts: readonly LineRange[]
  readonly name: string | null
  readonly handle: string | null
  readonly timeText: string | null
  readonly to: string | null
  readonly carried: readonly string[]
  /** Words that the site translated, below the original ones. */
  readonly translation?: LineRange
  readonly below: LineRange
  /** Last lines of all posts of the account, left out of their words. */
  readonly signature?: LineRange
  readonly quoted?: SplitPost
  /** The post that the page is about, below those that it answers. */
  readonly isFocal?: true
  readonly groups: Readonly<Record<string, string | undefined>>
  /** Placeholder of a deleted or folded post. */
  readonly node: 'deleted' | 'not-found' | null
  /** A program wrote it, says the page. */
  readonly isBot?: boolean
  /** True for an author that other words on the page suggest. */
  readonly isNameGuessed?: boolean
  /** Depth below the opening post, where the paste shows it. */
  readonly depth?: number | null
  /** Place of the answered post, where its number is given; null for none in a numbered list. */
  readonly answeredPlace?: number | null | undefined
}

export interface SplitThread {
  readonly lines: readonly KindLine[]
  /** Opening posts first. */
  readonly posts: readonly SplitPost[]
  readonly rootCount: number
  readonly headers: readonly LineRange[]
  /** First byline below the head of the page. */
  readonly headEnd: number
  /** First line of the page's other parts, and the bylines in them. */
  readonly end: number
  readonly others: readonly LineRange[]
}

/** Gives the page the lines of each post from an index on; a post without one, -1, stays. */
export const endEach = (
  posts: readonly SplitPost[],
  indexIn: (post: SplitPost, places: readonly number[], at: number) => number,
): readonly SplitPost[] =>
  posts.map((post, at) => {
    const places = linesIn(post.parts)
    const index = indexIn(post, places, at)
    return index === -1 ? post : endWordsAbove(post, places, index)
  })

/** Gives the page the lines of a post from one of them on. */
export function endWordsAbove(
  post: SplitPost,
  places: readonly number[],
  index: number,
): SplitPost {
  const from = places[index] ?? post.below.from
  return { ...post, parts: rangesOf(places.slice(0, index)), below: { from, to: post.below.to } }
}
