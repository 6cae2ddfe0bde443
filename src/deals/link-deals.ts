import type { PostFeatures } from '../features/post-features.js'
import { tokenise } from '../features/tokenise.js'
import type { Post } from '../thread/post.js'
import type { Thread } from '../thread/thread.js'
import { type PostPlace, placePosts } from '../thread/walk-thread.js'
import { distinctHits, type NameHit } from './alias-table.js'
import type { Deal } from './deal.js'
import { type DealCatalogue, indexOf } from './deal-catalogue.js'
import { nameDeals } from './find-named-deals.js'
import { readOwnDeals } from './find-own-deals.js'

/**
 * How a post came to its deal: the user named it (`given`); the post's own words; those of a post it answers, directly or through posts
 * that name none (`parent`); those of the root of its branch (`root`); what its thread is about (`default`).
 */
export type DealLinkOrigin = 'given' | 'text' | 'parent' | 'root' | 'default'

/** A deal that a post is about, and what said so. */
export interface DealLink {
  readonly dealId: string
  readonly by: DealLinkOrigin
}

/** What is known of a thread beside its words. */
export interface LinkDealsOptions {
  /** Deals that the user says the thread is about. With one, every post is on it unless its own words name another. */
  readonly dealIds?: readonly string[]
}

/** Deals, by index ascending, and where they come from. */
interface Linked {
  readonly indices: readonly number[]
  readonly by: DealLinkOrigin
}

/**
 * Links every post of a thread to the deals it is about. First rule that gives any:
 * 1. the post's own words (`text`), see `readOwnDeals`; for a root also `nameDeals`;
 * 2. one deal given by the user (`given`);
 * 3. the deals of the nearest post above that names any: `root` when that is the first post of the branch, else `parent`; for a branch whose
 *    first post answers one outside the thread, what the roots of the thread name, when they agree (`root`);
 * 4. several deals given by the user, all of them (`given`);
 * 5. `default`: what the headers name; else what the roots name, when they agree; else those candidates whose mover the first post of the
 *    branch names.
 * Candidates are the deals given, and those that the headers and the root posts name. Linear in the size of the thread.
 *
 * @param features of the thread's posts, in any order; a post without features has no words of its own
 * @returns one entry per post in the order of `thread.posts`; links in the order of the catalogue, none for a post on no deal
 * @throws {PipelineError} `DEALS_ID_UNKNOWN` for an id of `dealIds` that is not in the catalogue
 */
export function linkDeals(
  thread: Thread,
  features: readonly PostFeatures[],
  catalogue: DealCatalogue,
  options: LinkDealsOptions = {},
): Map<string, readonly DealLink[]> {
  const given = [...new Set((options.dealIds ?? []).map((id) => indexOf(catalogue, id)))].sort((a, b) => a - b)
  const places = placePosts(thread)
  const hitsById = findHits(thread, features, catalogue)
  const rootDeals = new Map<string, readonly number[]>()
  for (const each of features) {
    const post = places.get(each.postId)
    if (post?.parent === null && isRoot(post.root))
      rootDeals.set(each.postId, nameDeals(catalogue, each.tokens, hitsById.get(each.postId) ?? []))
  }
  const headerDeals = nameHeaderDeals(thread, catalogue)
  const candidates = new Set([...given, ...headerDeals, ...[...rootDeals.values()].flat()])

  const own = (post: Post): readonly number[] => {
    const read = readOwnDeals(catalogue, candidates, hitsById.get(post.id) ?? [])
    const named = rootDeals.get(post.id) ?? []
    return named.length === 0 ? read : ascending([...named, ...read.filter((index) => candidates.has(index))])
  }
  const sharedDeals = sharedByAll([...rootDeals.values()])
  const fallback = (root: Post): Linked => {
    if (!isRoot(root) && sharedDeals.length > 0) return { indices: sharedDeals, by: 'root' }
    if (given.length > 0) return { indices: given, by: 'given' }
    if (headerDeals.length > 0) return { indices: headerDeals, by: 'default' }
    if (sharedDeals.length > 0) return { indices: sharedDeals, by: 'default' }
    return { indices: candidatesMovedBy(hitsById.get(root.id) ?? [], candidates), by: 'default' }
  }
  const linkedById = new Map<string, Linked>()
  const link = (post: Post, place: PostPlace): Linked => {
    const words = own(post)
    if (given.length === 1)
      return words.some((index) => index !== given[0]) ? { indices: words, by: 'text' } : { indices: given, by: 'given' }
    if (words.length > 0) return { indices: words, by: 'text' }
    const above = place.parent === null ? undefined : linkedById.get(place.parent.id)
    if (place.parent === null || above === undefined) return fallback(place.root)
    return above.by === 'text' ? { indices: above.indices, by: place.parent.id === place.root.id ? 'root' : 'parent' } : above
  }
  for (const [post, place] of parentsFirst(thread, places)) linkedById.set(post.id, link(post, place))

  const linksByOrigin = new Map<string, readonly DealLink[]>()
  const shareLinks = ({ indices, by }: Linked): readonly DealLink[] => {
    const key = `${by} ${indices.join(' ')}`
    let links = linksByOrigin.get(key)
    if (links === undefined) {
      links = Object.freeze(indices.map((index) => ({ dealId: (catalogue.deals[index] as Deal).id, by })))
      linksByOrigin.set(key, links)
    }
    return links
  }
  return new Map(thread.posts.map((post) => [post.id, shareLinks(linkedById.get(post.id) as Linked)]))
}

/** The deals of the roots that name any, when they all name the same; else none. */
function sharedByAll(named: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = named.filter((indices) => indices.length > 0)
  return others.every((indices) => indices.length === first.length && indices.every((index, place) => index === first[place])) ? first : []
}

/** Posts by depth, so that a post comes after the one it answers. Buckets keep it linear. */
function parentsFirst(thread: Thread, places: ReadonlyMap<string, PostPlace>): readonly (readonly [Post, PostPlace])[] {
  const byDepth: (readonly [Post, PostPlace])[][] = []
  for (const post of thread.posts) {
    const place = places.get(post.id)
    if (place !== undefined) (byDepth[place.depth] ??= []).push([post, place])
  }
  return byDepth.flat()
}

/** Names in every post. Handles that a reply begins with address someone and are no words of it. */
function findHits(thread: Thread, features: readonly PostFeatures[], catalogue: DealCatalogue): ReadonlyMap<string, readonly NameHit[]> {
  const postById = new Map(thread.posts.map((post) => [post.id, post]))
  return new Map(
    features.map(({ postId, tokens, addresseeTokenCount }) => {
      const post = postById.get(postId)
      return [postId, distinctHits(catalogue.names.find(tokens, post !== undefined && isRoot(post) ? 0 : addresseeTokenCount))]
    }),
  )
}

function isRoot(post: Post): boolean {
  return post.meta.role === 'root'
}

function nameHeaderDeals(thread: Thread, catalogue: DealCatalogue): readonly number[] {
  const named = thread.headers.flatMap((header) => {
    const tokens = tokenise(header)
    return nameDeals(catalogue, tokens, distinctHits(catalogue.names.find(tokens)))
  })
  return ascending(named)
}

function candidatesMovedBy(hits: readonly NameHit[], candidates: ReadonlySet<number>): readonly number[] {
  return ascending(hits.flatMap(({ name }) => name.moverOf.filter((index) => candidates.has(index))))
}

function ascending(indices: readonly number[]): readonly number[] {
  return [...new Set(indices)].sort((a, b) => a - b)
}
