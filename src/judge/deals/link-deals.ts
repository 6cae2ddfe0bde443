import { isParentGuessed } from '../../base/thread/known-parent.js'
import type { Post, PostFacts } from '../../base/thread/post.js'
import type { Thread } from '../../base/thread/thread.js'
import { type PostPlace, placePosts } from '../../base/thread/walk-thread.js'
import type { PostFeatures } from '../features/token.js'
import { splitText } from '../features/tokenise.js'
import type { Deal } from './deal.js'
import { type DealCatalogue, indexOf } from './deal-catalogue.js'
import { ascending, findDealsOfPost, findNamedDeals, NONE } from './deals-in-text.js'

/**
 * Origin of a link to a deal. `given`: the user or the post's row. `text`: the post's own words.
 * `parent`: the words of an ancestor. `root`: the root of the branch. `default`: the heading of the
 * thread.
 */
export type DealLinkOrigin = 'given' | 'column' | 'text' | 'parent' | 'root' | 'default'

/** A deal that a post is tied to, with the origin of the link. */
export interface DealLink {
  readonly dealId: string
  readonly by: DealLinkOrigin
}

/** Origins that lie in the post itself; its answers take its deals. */
const OF_THE_POST: ReadonlySet<DealLinkOrigin> = new Set(['given', 'column', 'text'])

interface Linked {
  readonly indices: readonly number[]
  readonly by: DealLinkOrigin
}

/**
 * Links every post of a thread to the one deal that the user gives, else by the first rule that
 * finds any.
 *
 * 1. `column`: the deals in its row; `given`: those of an earlier run.
 * 2. `text`: the deals that its own words name, see `findDealsOfPost`; for a root also
 *    `findNamedDeals`.
 * 3. `parent`, or `root` for the first post of the branch: the deals of the nearest ancestor with
 *    any. In a branch without a known root: those of the thread's roots, if they agree.
 * 4. `default`: the deals in the headers.
 *
 * Candidates are the given deals, or the user's own deals and the known ones that headers and roots
 * name. Roots lend each other nothing. Linear time.
 *
 * @param dealIds a single one applies to every post; several are told apart by words. Posts are
 *   linked to these only
 * @returns links in catalogue order, none for a post on no deal
 */
export function linkDeals(
  thread: Thread,
  features: readonly PostFeatures[],
  catalogue: DealCatalogue,
  dealIds: readonly string[] = [],
): Map<string, readonly DealLink[]> {
  const { posts } = thread
  const indexes = ascending(dealIds.map((id) => indexOf(catalogue, id)))
  const [only, ...others] = indexes
  if (only !== undefined && others.length === 0) {
    const links: readonly DealLink[] = Object.freeze([
      { dealId: (catalogue.deals[only] as Deal).id, by: 'given' },
    ])
    return new Map(posts.map(({ id }) => [id, links]))
  }
  const [asked, scope] =
    indexes.length > 0 ? [indexes, new Set(indexes)] : [catalogue.ownIndexes, catalogue.openIndexes]
  const places = placePosts(thread)
  const placeOf = ({ id }: Post): PostPlace => places.get(id) as PostPlace
  const featuresById = new Map(features.map((each) => [each.postId, each]))
  const rootDeals = new Map<Post, readonly number[]>()
  for (const post of posts) {
    if (!isRoot(post) || placeOf(post).parent !== null) continue
    const features = featuresById.get(post.id)
    rootDeals.set(post, features ? findNamedDeals(catalogue, scope, features.words) : NONE)
  }
  const headerDeals = findHeaderDeals(thread, catalogue, scope)
  const known = new Set([...asked, ...headerDeals])
  const namedDeals = new Set([...known, ...[...rootDeals.values()].flat()])

  const dealsOf = (post: Post, root: Post): readonly number[] => {
    if (namedDeals.size === 0) return NONE
    const named = rootDeals.get(post) ?? NONE
    const ofRoot = named.length === 0 ? known : new Set([...known, ...named])
    const candidates = post !== root || !isRoot(root) ? namedDeals : ofRoot
    // Leading handles of replies only address someone.
    const { words = [], addresseeTokenCount = 0 } = featuresById.get(post.id) ?? {}
    const ownDeals = findDealsOfPost(
      candidates,
      catalogue.findNames(words, isRoot(post) ? 0 : addresseeTokenCount),
    )
    return named.length === 0 ? ownDeals : ascending([...named, ...ownDeals])
  }
  const sharedDeals = sharedByAll([...rootDeals.keys()].map((post) => dealsOf(post, post)))
  const fallback = (root: Post): Linked =>
    isRoot(root) || sharedDeals.length === 0
      ? { indices: headerDeals, by: 'default' }
      : { indices: sharedDeals, by: 'root' }
  const linked = new Map<Post, Linked>()
  const link = (post: Post, { parent, root }: PostPlace): Linked => {
    const row = linkOfRow(post, catalogue, indexes)
    if (row !== null) return row
    const words = dealsOf(post, root)
    if (words.length > 0) return { indices: words, by: 'text' }
    if (isParentGuessed(post)) return fallback(post)
    const parentLink = parent === null ? undefined : linked.get(parent)
    if (parent === null || parentLink === undefined) return fallback(root)
    return OF_THE_POST.has(parentLink.by)
      ? { indices: parentLink.indices, by: parent === root ? 'root' : 'parent' }
      : parentLink
  }
  const parentsFirst = [...posts].sort((left, right) => placeOf(left).depth - placeOf(right).depth)
  for (const post of parentsFirst) linked.set(post, link(post, placeOf(post)))

  const linksOf = ({ indices, by }: Linked): readonly DealLink[] =>
    indices.map((index) => ({ dealId: (catalogue.deals[index] as Deal).id, by }))
  return new Map(posts.map((post) => [post.id, linksOf(linked.get(post) as Linked)]))
}

/**
 * The deals that a post's row names in the user's own column, or that an earlier run was given;
 * null for a post without either.
 *
 * @param among deals of the run; none: all
 */
function linkOfRow(
  { meta }: Post,
  catalogue: DealCatalogue,
  among: readonly number[],
): Linked | null {
  const names = rowDealsOf(meta)
  if (names === null) return null
  const named = ascending(names.flatMap((name) => catalogue.called(name) ?? []))
  return {
    indices: among.length === 0 ? named : named.filter((index) => among.includes(index)),
    by: meta.rowDeals === undefined ? 'given' : 'column',
  }
}

export function rowDealsOf({ rowDeals, earlierDeals = [] }: PostFacts): readonly string[] | null {
  const rowDealIds = earlierDeals.filter(({ by }) => by === 'given').map(({ dealId }) => dealId)
  return rowDeals ?? (rowDealIds.length > 0 ? rowDealIds : null)
}

/** The deals shared by all roots that name any; empty if they disagree. */
function sharedByAll(named: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = named.filter((indices) => indices.length > 0)
  return others.every(
    (indices) =>
      indices.length === first.length && indices.every((index, place) => index === first[place]),
  )
    ? first
    : []
}

const isRoot = (post: Post): boolean => post.meta.role === 'root'

function findHeaderDeals(
  thread: Thread,
  catalogue: DealCatalogue,
  scope: ReadonlySet<number>,
): readonly number[] {
  const named = thread.headers.flatMap((text) =>
    findNamedDeals(catalogue, scope, splitText(text).words),
  )
  const earlier = thread.posts.flatMap(({ meta: { earlierDeals = [] } }) =>
    earlierDeals.filter(({ by }) => by === 'default'),
  )
  return ascending([
    ...named,
    ...earlier
      .flatMap(({ dealId }) => catalogue.called(dealId) ?? [])
      .filter((index) => scope.has(index)),
  ])
}
