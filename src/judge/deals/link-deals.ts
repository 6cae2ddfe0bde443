import { isParentGuessed } from '../../base/thread/known-parent.js'
import type { Post, PostFacts } from '../../base/thread/post.js'
import type { Thread } from '../../base/thread/thread.js'
import { type PostPlace, placePosts } from '../../base/thread/walk-thread.js'
import type { PostFeatures } from '../features/token.js'
import { splitText } from '../features/tokenise.js'
import { distinctHits, type NameHit } from './alias-table.js'
import type { Deal } from './deal.js'
import { type DealCatalogue, indexOf } from './deal-catalogue.js'
import { findRootDeals, isPair } from './find-root-deals.js'

/**
 * What linked a post to a deal: the user named it, or the post's row did (`given`); the post's own words (`text`); the words of an
 * ancestor, possibly through posts that name no deal (`parent`); the root of its branch (`root`); the heading of its thread (`default`).
 */
export type DealLinkOrigin = 'given' | 'text' | 'parent' | 'root' | 'default'

/** A deal that a post is about, and what linked them. */
export interface DealLink {
  readonly dealId: string
  readonly by: DealLinkOrigin
}

/** What the user knows about a thread. */
export interface LinkDealsOptions {
  /** The deals that posts may be about: one is that of every post; several are told apart by words. No post is linked to another. */
  readonly dealIds?: readonly string[]
}

interface Linked {
  readonly indices: readonly number[]
  readonly by: DealLinkOrigin
}

/**
 * Links every post of a thread to the deals it is about: to the one that the user gives. Else the first rule that gives a deal applies:
 * 1. what its row says (`given`), see `dealsOfRow`; 2. the post's own words (`text`), see `findDealsOfPost`; for a root also
 * `findRootDeals`; 3. the deals of the nearest ancestor that names any: `root` if that is the first post of the branch, otherwise
 * `parent`; in a branch whose first post answers one outside the thread, or one that was guessed, the deals named by the thread's roots, if
 * they agree (`root`); 4. the deals named by the headers (`default`).
 *
 * Candidates are the deals given, the user's own, and those named by the headers and by roots; for a root its own alone, since roots lend
 * each other nothing. Linear in the size of the thread.
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
  const { posts } = thread
  const given = ascending((options.dealIds ?? []).map((id) => indexOf(catalogue, id)))
  const [only, ...others] = given
  if (only !== undefined && others.length === 0) {
    const links: readonly DealLink[] = Object.freeze([{ dealId: (catalogue.deals[only] as Deal).id, by: 'given' }])
    return new Map(posts.map(({ id }) => [id, links]))
  }
  const amongGiven = (indices: readonly number[]): readonly number[] =>
    given.length === 0 ? indices : indices.filter((index) => given.includes(index))
  const places = placePosts(thread)
  const placeOf = ({ id }: Post): PostPlace => places.get(id) as PostPlace
  const featuresById = new Map(features.map((each) => [each.postId, each]))
  const hits = new Map<Post, readonly NameHit[]>()
  const rootDeals = new Map<Post, readonly number[]>()
  for (const post of posts) {
    const { words = [], addresseeTokenCount = 0 } = featuresById.get(post.id) ?? {}
    const { parent, root } = placeOf(post)
    // Leading handles of replies only address someone.
    const found = distinctHits(catalogue.findNames(words, isRoot(post) ? 0 : addresseeTokenCount))
    hits.set(post, found)
    if (parent === null && isRoot(root)) rootDeals.set(post, amongGiven(findRootDeals(catalogue, words, found)))
  }
  const headerDeals = amongGiven(findHeaderDeals(thread, catalogue))
  const known = new Set([...given, ...amongGiven(catalogue.ownIndexes), ...headerDeals])
  const ofAnyRoot = new Set([...known, ...[...rootDeals.values()].flat()])

  const own = (post: Post, root: Post): readonly number[] => {
    const named = rootDeals.get(post) ?? []
    const candidates = post !== root || !isRoot(root) ? ofAnyRoot : named.length === 0 ? known : new Set([...known, ...named])
    const ownDeals = amongGiven(findDealsOfPost(catalogue, candidates, hits.get(post) ?? []))
    return named.length === 0 ? ownDeals : ascending([...named, ...ownDeals.filter((index) => candidates.has(index))])
  }
  const sharedDeals = sharedByAll([...rootDeals.values()])
  const fallback = (root: Post): Linked =>
    isRoot(root) || sharedDeals.length === 0 ? { indices: headerDeals, by: 'default' } : { indices: sharedDeals, by: 'root' }
  const linked = new Map<Post, Linked>()
  const link = (post: Post, { parent, root }: PostPlace): Linked => {
    const row = dealsOfRow(post, catalogue)
    if (row !== null) return { indices: amongGiven(row), by: 'given' }
    const words = own(post, root)
    if (words.length > 0) return { indices: words, by: 'text' }
    if (isParentGuessed(post)) return fallback(post)
    const parentLink = parent === null ? undefined : linked.get(parent)
    if (parent === null || parentLink === undefined) return fallback(root)
    return parentLink.by === 'text' || parentLink.by === 'given'
      ? { indices: parentLink.indices, by: parent === root ? 'root' : 'parent' }
      : parentLink
  }
  const parentsFirst = [...posts].sort((left, right) => placeOf(left).depth - placeOf(right).depth)
  for (const post of parentsFirst) linked.set(post, link(post, placeOf(post)))

  const linksOf = ({ indices, by }: Linked): readonly DealLink[] =>
    indices.map((index) => ({ dealId: (catalogue.deals[index] as Deal).id, by }))
  return new Map(posts.map((post) => [post.id, linksOf(linked.get(post) as Linked)]))
}

/** The deals that a post's row names in the user's own column; null for a post without such a column. */
function dealsOfRow({ meta }: Post, catalogue: DealCatalogue): readonly number[] | null {
  const names = rowDealsOf(meta)
  return names && ascending(names.flatMap((name) => catalogue.called(name) ?? []))
}

/** What a post's row calls its deals; null where it says nothing, and no earlier run was told. */
export function rowDealsOf({ rowDeals, earlierDeals = [] }: PostFacts): readonly string[] | null {
  const given = earlierDeals.filter(({ by }) => by === 'given').map(({ dealId }) => dealId)
  return rowDeals ?? (given.length > 0 ? given : null)
}

/** The deals shared by all roots that name any; empty if they disagree. */
function sharedByAll(named: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = named.filter((indices) => indices.length > 0)
  return others.every((indices) => indices.length === first.length && indices.every((index, place) => index === first[place])) ? first : []
}

const isRoot = (post: Post): boolean => post.meta.role === 'root'

function findHeaderDeals(thread: Thread, catalogue: DealCatalogue): readonly number[] {
  const named = thread.headers.flatMap((header) => {
    const { words } = splitText(header)
    return findRootDeals(catalogue, words, distinctHits(catalogue.findNames(words)))
  })
  const earlier = thread.posts.flatMap(({ meta: { earlierDeals = [] } }) => earlierDeals.filter(({ by }) => by === 'default'))
  return ascending([...named, ...new Set(earlier.flatMap(({ dealId }) => catalogue.called(dealId) ?? []))])
}

const ascending = (indices: readonly number[]): readonly number[] => [...new Set(indices)].sort((a, b) => a - b)

/** A post that names more companies lists examples ("Meta, Apple, Google, all of them") and is not about their deals. Choice. */
const MAX_COMPANY_COUNT = 3

const NONE: readonly number[] = Object.freeze([])

/**
 * Finds the deals that a post's own words name, given the candidates of its thread.
 *
 * - A candidate: by its alias, or by a counterparty or party of no other candidate ("Google" next to the deal with Anthropic); by its mover
 *   if no other candidate has it and the post names no deal outside the candidates.
 * - Another deal: by its alias, or by its mover together with a counterparty, if one of the two is not a name of a candidate, no other deal
 *   is between the two, and the post is not a list of companies. For these, an everyday word in lower case is not an alias, unless the deal
 *   has a candidate's mover.
 *
 * @param hits one per name
 * @returns indexes in `catalogue.deals`, ascending
 */
export function findDealsOfPost(catalogue: DealCatalogue, candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
  if (hits.length === 0) return NONE
  const named = new Set<number>()
  const moved = new Set<number>()
  for (const { name, isWeak } of hits) {
    if (name.aliasOf !== null && (candidates.has(name.aliasOf) || !isWeak || sharesMover(catalogue, candidates, name.aliasOf))) {
      named.add(name.aliasOf)
    }
    const candidate = onlyCandidate(name.roles.keys(), candidates)
    if (candidate === null) continue
    if (name.roles.get(candidate) === 'mover') moved.add(candidate)
    else named.add(candidate)
  }
  for (const index of pairsOutsideCandidates(candidates, hits)) named.add(index)
  const hasOutside = [...named].some((index) => !candidates.has(index))
  if (!hasOutside) for (const index of moved) named.add(index)
  return named.size < 2 ? [...named] : [...named].sort((a, b) => a - b)
}

/** The only candidate among the deals of a name; null for none or several. */
function onlyCandidate(dealIndexes: Iterable<number>, candidates: ReadonlySet<number>): number | null {
  let only: number | null = null
  for (const index of dealIndexes) {
    if (!candidates.has(index)) continue
    if (only !== null) return null
    only = index
  }
  return only
}

function pairsOutsideCandidates(candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
  if (hits.length < 2) return NONE
  const companies = hits.filter(({ name }) => [...name.roles.values()].some((role) => role === 'mover' || role === 'counterparty'))
  if (companies.length < 2 || companies.length > MAX_COMPANY_COUNT) return NONE
  const found: number[] = []
  for (const [place, first] of companies.entries()) {
    for (const second of companies.slice(place + 1)) {
      if (isOfCandidate(first, candidates) && isOfCandidate(second, candidates)) continue
      const between = [...dealsBetween(first, second), ...dealsBetween(second, first)].filter((index) => !candidates.has(index))
      const [only] = between
      if (only !== undefined && between.length === 1 && isPair([first, second], only)) found.push(only)
    }
  }
  return found
}

const dealsBetween = (mover: NameHit, counterparty: NameHit): readonly number[] =>
  [...mover.name.roles].flatMap(([index, role]) => (role === 'mover' && counterparty.name.roles.get(index) === 'counterparty' ? index : []))

const isOfCandidate = (hit: NameHit, candidates: ReadonlySet<number>): boolean =>
  [...hit.name.roles.keys()].some((index) => candidates.has(index))

function sharesMover(catalogue: DealCatalogue, candidates: ReadonlySet<number>, index: number): boolean {
  const { mover } = catalogue.deals[index] as Deal
  for (const candidate of candidates) if (catalogue.deals[candidate]?.mover === mover) return true
  return false
}
