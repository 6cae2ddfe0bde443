import type { Element } from 'domhandler'
import { type Matches, matcherOf, type SiteRecord } from './parse-site-record.js'
import { elementsOf } from './parse-tree.js'

/** Element of a post, with the elements that belong to it and not to a post inside it. */
export interface PostElement {
  readonly element: Element
  /** The element itself first, then those within, without quotations. */
  readonly ownElements: Element[]
  readonly quotes: Element[]
  /** Nearest post around it. */
  readonly around: PostElement | null
  /** True if it has the layout of the opening post. */
  readonly isRoot: boolean
}

const anyOf = (...selectors: readonly (string | undefined)[]): Matches => {
  const usedSelectors = selectors.filter((selector) => selector !== undefined)
  return usedSelectors.length === 0 ? () => false : matcherOf(usedSelectors.join(','))
}

export function findPosts(
  page: Element,
  { post, root, quote, skip = [], span, end }: SiteRecord,
): { readonly posts: PostElement[]; readonly advertCount: number } {
  const isPost = anyOf(post)
  const isRoot = anyOf(root?.post)
  const isQuote = anyOf(quote?.sel)
  const isSkipped = anyOf(...skip)
  const isEnd = anyOf(end)
  const posts: PostElement[] = []
  let advertCount = 0
  const holderOf = new Map<Element, PostElement>()
  const last = (): PostElement | undefined => posts.at(-1)
  const holderAbove = ({ parent }: Element): PostElement | null => {
    if (parent === null) return null
    // Elements after a post belong to it where posts are rows without a common wrapper.
    const isBeside = span === true && last()?.isRoot === false && last()?.element.parent === parent
    return isBeside ? (last() ?? null) : (holderOf.get(parent as Element) ?? null)
  }
  for (const element of elementsOf(page, (each) => {
    if (isSkipped(each)) {
      if (isPost(each)) advertCount += 1
      return true
    }
    const holder = holderAbove(each)
    if (holder === null || !isQuote(each)) return false
    holder.quotes.push(each)
    return true
  })) {
    if (posts.length > 0 && isEnd(element)) break
    const holder = holderAbove(element)
    const opensRoot = isRoot(element)
    if (opensRoot || isPost(element)) {
      const post = {
        element,
        ownElements: [element],
        quotes: [],
        around: span === true ? null : holder,
        isRoot: opensRoot,
      }
      posts.push(post)
      holderOf.set(element, post)
    } else if (holder !== null) {
      holder.ownElements.push(element)
      holderOf.set(element, holder)
    }
  }
  return { posts, advertCount }
}
