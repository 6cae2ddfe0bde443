import type { SplitPost } from './split-types.js'

/** Parts of an old Reddit byline behind the name: "[S]", "12 points13 points", "[score hidden]". */
const NO_FLAIR = /\[[a-z,]{1,5}\]|-?(?<![\d,.])[\d,.]+k? points?|\[?score hidden\]?|\s/giu

type Named = Pick<SplitPost, 'name' | 'said'>

const isGlued = ({ said }: Named): boolean => (said['flair'] ?? '').replace(NO_FLAIR, '') !== ''

/** Ends names glued to a flair, "annInvestor Long only", as other lines show them; else a guess. */
export function settleGluedNames<Post extends Named>(posts: readonly Post[]): Post[] {
  const known = new Set(posts.flatMap((post) => (post.name === null || isGlued(post) ? [] : post.name)))
  return posts.map((post) => {
    const shown = post.name ?? post.said['glued'] ?? null
    if (shown === null || !isGlued(post) || known.has(shown)) return post
    const ends = [...shown].map((_, at) => shown.slice(0, shown.length - at))
    const name = ends.find((each) => known.has(each)) ?? post.name
    return { ...post, name, isNameGuessed: name !== null && name === post.name }
  })
}
