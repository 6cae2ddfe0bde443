import { isParentGuessed } from '../../base/thread/known-parent.js'
import type { Post } from '../../base/thread/post.js'
import type { Thread } from '../../base/thread/thread.js'
import { findPlaces, type PostPlace } from '../../base/thread/walk-thread.js'
import type { PostFeatures } from '../features/post-features.js'
import { tokenise } from '../features/tokenise.js'
import { distinctHits, type NameHit } from './alias-table.js'
import type { Deal } from './deal.js'
import { type DealCatalogue, indexOf } from './deal-catalogue.js'
import { findNamedDeals } from './find-named-deals.js'
import { findOwnDeals } from './find-own-deals.js'

/**
 * What linked a post to a deal: the user named it (`given`); the post's own words (`text`); the words of an ancestor, possibly through
 * posts that name no deal (`parent`); the root of its branch (`root`); the topic of its thread (`default`).
 */
export type DealLinkOrigin = 'given' | 'text' | 'parent' | 'root' | 'default'

/** A deal that a post is about, and what linked them. */
export interface DealLink {
  readonly dealId: string
  readonly by: DealLinkOrigin
}

/** What the user knows about a thread. */
export interface LinkDealsOptions {
  /** The deals that the thread is about: no post is linked to another, whatever deals it names. If there is one, every post is linked to it. */
  readonly dealIds?: readonly string[]
}

interface Linked {
  readonly indices: readonly number[]
  readonly by: DealLinkOrigin
}

/**
 * Links every post of a thread to the deals it is about: to the one that the user gives. Else the first rule that gives a deal applies:
 * 1. the post's own words (`text`), see `findOwnDeals`; for a root also `findNamedDeals`; 2. the deals of the nearest ancestor that names
 * any: `root` if that is the first post of the branch, otherwise `parent`; in a branch whose first post answers one outside the thread, or
 * one that was guessed, the deals named by the thread's roots, if they agree (`root`); 3. all deals given by the user (`given`);
 * 4. `default`: the deals named by the headers; otherwise those named by the roots, if they agree; otherwise those candidates whose mover
 * the first post of the branch names.
 *
 * Candidates are the deals given; where none is, those named by headers and root posts. Linear in the size of the thread.
 *
 * @param features features of the thread's posts, in any order; a post without features has no words of its own
 * @returns one entry per post in the order of `thread.posts`; links in catalogue order, none for a post on no deal
 * @throws {PipelineError} `DEALS_ID_UNKNOWN` for an id of `dealIds` that is not in the catalogue
 */
export function linkDeals(
  thread: Thread,
  features: readonly PostFeatures[],
  catalogue: DealCatalogue,
  options: LinkDealsOptions = {},
): Map<string, readonly DealLink[]> {
  const given = ascending((options.dealIds ?? []).map((id) => indexOf(catalogue, id)))
  const [only, ...others] = given
  if (only !== undefined && others.length === 0) {
    const links: readonly DealLink[] = Object.freeze([{ dealId: (catalogue.deals[only] as Deal).id, by: 'given' }])
    return new Map(thread.posts.map((post) => [post.id, links]))
  }
  const amongGiven = (indices: readonly number[]): readonly number[] =>
    given.length === 0 ? indices : indices.filter((index) => given.includes(index))
  const places = findPlaces(thread)
  const hitsById = findHits(thread, features, catalogue)
  const rootDeals = new Map<string, readonly number[]>()
  for (const each of features) {
    const post = places.get(each.postId)
    if (post?.parent === null && isRoot(post.root))
      rootDeals.set(each.postId, amongGiven(findNamedDeals(catalogue, each.tokens, hitsById.get(each.postId) ?? [])))
  }
  const headerDeals = amongGiven(findHeaderDeals(thread, catalogue))
  const candidates = new Set([...given, ...headerDeals, ...[...rootDeals.values()].flat()])

  const own = (post: Post): readonly number[] => {
    const ownDeals = amongGiven(findOwnDeals(catalogue, candidates, hitsById.get(post.id) ?? []))
    const named = rootDeals.get(post.id) ?? []
    return named.length === 0 ? ownDeals : ascending([...named, ...ownDeals.filter((index) => candidates.has(index))])
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
    if (words.length > 0) return { indices: words, by: 'text' }
    if (isParentGuessed(post)) return fallback(post)
    const parentLink = place.parent === null ? undefined : linkedById.get(place.parent.id)
    if (place.parent === null || parentLink === undefined) return fallback(place.root)
    return parentLink.by === 'text'
      ? { indices: parentLink.indices, by: place.parent.id === place.root.id ? 'root' : 'parent' }
      : parentLink
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

/** The deals shared by all roots that name any; empty if they disagree. */
function sharedByAll(named: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = named.filter((indices) => indices.length > 0)
  return others.every((indices) => indices.length === first.length && indices.every((index, place) => index === first[place])) ? first : []
}

/** Sorts posts by depth, so that parents come before their replies. Buckets keep it linear. */
function parentsFirst(thread: Thread, places: ReadonlyMap<string, PostPlace>): readonly (readonly [Post, PostPlace])[] {
  const byDepth: (readonly [Post, PostPlace])[][] = []
  for (const post of thread.posts) {
    const place = places.get(post.id)
    if (place !== undefined) (byDepth[place.depth] ??= []).push([post, place])
  }
  return byDepth.flat()
}

/** Finds the names in every post. Leading handles of replies are skipped, since they only address someone. */
function findHits(thread: Thread, features: readonly PostFeatures[], catalogue: DealCatalogue): ReadonlyMap<string, readonly NameHit[]> {
  const postById = new Map(thread.posts.map((post) => [post.id, post]))
  return new Map(
    features.map(({ postId, tokens, addresseeTokenCount }) => {
      const post = postById.get(postId)
      return [postId, distinctHits(catalogue.names.find(tokens, post !== undefined && isRoot(post) ? 0 : addresseeTokenCount))]
    }),
  )
}

const isRoot = (post: Post): boolean => post.meta.role === 'root'

function findHeaderDeals(thread: Thread, catalogue: DealCatalogue): readonly number[] {
  const named = thread.headers.flatMap((header) => {
    const tokens = tokenise(header)
    return findNamedDeals(catalogue, tokens, distinctHits(catalogue.names.find(tokens)))
  })
  return ascending(named)
}

const candidatesMovedBy = (hits: readonly NameHit[], candidates: ReadonlySet<number>): readonly number[] =>
  ascending(hits.flatMap(({ name }) => name.moverOf.filter((index) => candidates.has(index))))

const ascending = (indices: readonly number[]): readonly number[] => [...new Set(indices)].sort((a, b) => a - b)
