import { PipelineError } from '../../base/errors.js'
import { countEach } from '../../base/statistics/group-by.js'
import { foldText } from '../../base/text/fold-text.js'
import { lazily, memoise } from '../../base/text/lazily.js'
import { editDistance } from '../../base/text/string-distance.js'
import { factOf, type Word } from '../features/token.js'
import { compileNames, type FindNames } from './alias-table.js'
import type { Deal } from './deal.js'
import { knownWords, namesOf, splitNames } from './deal-names.js'
import type { DealWords } from './known-deals.js'

/** A compiled catalogue. Internally, deals are identified by their index in `deals`. */
export interface DealCatalogue {
  readonly deals: readonly Deal[]
  readonly indexById: ReadonlyMap<string, number>
  /** Deals of the user's own. */
  readonly ownIndexes: readonly number[]
  /**
   * The index of the deal that a user calls by its id, or by a title, mover or another name that no second deal has; deals of the user's
   * own come first. Null for a name of no deal, or of several.
   */
  readonly called: (name: string) => number | null
  readonly findNames: FindNames
  /** Compiled when it is first asked for: posts that name no company of the catalogue do not need it. */
  readonly moveWords: () => MoveWords
}

/** Names of the user's whose deal is remembered. */
const CALLED_NAME_COUNT = 1024

/** The catalogue compiled last: most programs have one. */
let last: DealCatalogue | null = null

/** Compiles a catalogue for any number of threads. */
export function compileDeals(deals: readonly Deal[]): DealCatalogue {
  if (last?.deals.length === deals.length && last.deals.every((deal, index) => deal === deals[index])) return last
  const indexById = new Map(deals.map((deal, index) => [deal.id, index]))
  const ownIndexes = deals.flatMap(({ isOwn }, index) => (isOwn ? [index] : []))
  const namesBy = lazily(() =>
    deals.map(
      ({ title, mover, aliases, mergedFrom }) =>
        new Set([title ?? '', mover, ...mover.split('/'), ...aliases, ...(mergedFrom ?? [])].map(foldText)),
    ),
  )
  const find = (name: string): number | null => {
    const folded = foldText(name)
    const callsIt = (index: number): boolean => namesBy()[index]?.has(folded) === true
    const own = ownIndexes.filter(callsIt)
    const [only = null, ...others] = own.length > 0 ? own : [...deals.keys()].filter(callsIt)
    return indexById.get(name) ?? (others.length === 0 ? only : null)
  }
  last = Object.freeze({
    deals: Object.freeze([...deals]),
    indexById,
    ownIndexes,
    called: memoise(find, CALLED_NAME_COUNT),
    findNames: compileNames(deals),
    moveWords: lazily(() => compileMoveWords(deals)),
  })
  return last
}

/** The target of posts on a deal. */
export function targetOf(catalogue: DealCatalogue, deal: string) {
  const { id: dealId, mover, move } = catalogue.deals[indexOf(catalogue, deal)] as Deal
  return { dealId, mover, move }
}

const MAX_SUGGESTION_COUNT = 3

/** The index of a deal by its id. @throws {PipelineError} `DEALS_ID_UNKNOWN`, with the most similar ids */
export function indexOf(catalogue: DealCatalogue, dealId: string): number {
  const index = catalogue.indexById.get(dealId)
  if (index !== undefined) return index
  const suggestions = nearestIds(catalogue, dealId)
  const advice =
    suggestions.length === 0
      ? 'Name a deal of your own with --mover and --move, or add a list of deals with --deals FILE.'
      : `Did you mean ${suggestions.join(', ')}?`
  const message = `expected the id of one of the ${catalogue.deals.length} deals of the catalogue, got "${dealId}". ${advice}`
  throw new PipelineError('DEALS_ID_UNKNOWN', message, { context: { dealId, suggestions } })
}

/** Ids to suggest: deals it was merged into, then ids within an edit distance of a third of its letters, then those that share a part ("xai"). */
function nearestIds(catalogue: DealCatalogue, dealId: string): readonly string[] {
  const lowerId = dealId.toLowerCase().slice(0, 80)
  const parts = new Set(lowerId.split(/[^a-z0-9]+/).filter((part) => part.length >= 3))
  const limit = Math.max(1, Math.floor(lowerId.length / 3))
  const ranked = catalogue.deals.flatMap((deal) => {
    if (deal.mergedFrom?.includes(dealId)) return [{ id: deal.id, rank: -1 }]
    const distance = editDistance(lowerId, deal.id, limit)
    if (distance <= limit) return [{ id: deal.id, rank: distance }]
    const sharedCount = deal.id.split('-').filter((part) => parts.has(part)).length
    return sharedCount > 0 ? [{ id: deal.id, rank: limit + 1 / sharedCount }] : []
  })
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_SUGGESTION_COUNT)
    .map(({ id }) => id)
}

/** Measures how strongly a text matches the moves of deals, apart from their names. */
export interface MoveWords {
  /** For the index of a deal: the sum of the inverse document frequencies, in nats, of the stems of its move found in the text. */
  supportBy(words: readonly Word[]): (dealIndex: number) => number
  /** Whether a deal's move mentions a name (`DealName.key`). */
  mentions(key: string, dealIndex: number): boolean
}

/** Words of a move without content. Shorter words are excluded by length. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'about after also among and another are for from have into its more most one other own over part some such than that the their them they this through under until up which while will with'.split(
    ' ',
  ),
)

const CACHE_SIZE = 8192

/** @param normals tokens of the deal's names and of its move: see `splitNames` */
export function wordsOfMove(deal: Deal, normals: ReadonlyMap<string, readonly string[]>): Pick<DealWords, 'stems' | 'sentence'> {
  const names = new Set(namesOf(deal).flatMap((name) => normals.get(name) ?? []))
  const words = normals.get(deal.move) ?? []
  const stems = words.filter((word) => !names.has(word)).map(contentStem)
  return { stems: [...new Set(stems.filter((each) => each !== null))], sentence: ` ${words.join(' ')} ` }
}

/** Compiles the words of each deal's move, without its names, weighted by how few moves of the catalogue use them. */
function compileMoveWords(deals: readonly Deal[]): MoveWords {
  const known = deals.map(knownWords)
  const normals = splitNames(deals.flatMap((deal, index) => (known[index] ? [] : [...namesOf(deal), deal.move])))
  const moves = deals.map((deal, index) => known[index] ?? wordsOfMove(deal, normals))
  const dealCounts = countEach(moves.flatMap(({ stems }) => stems))
  const weightOf = (stem: string): number => Math.log((deals.length + 1) / (dealCounts.get(stem) as number))
  const weightsByDeal = moves.map(({ stems }) => stems.map((each) => [each, weightOf(each)] as const))
  /** Indexes of the deals whose move contains a name. */
  const dealsMentioning = memoise(
    (key: string) => new Set(moves.flatMap(({ sentence }, index) => (sentence.includes(` ${key} `) ? index : []))),
    CACHE_SIZE,
  )
  return {
    supportBy: (words) => {
      const present = new Set(words.map(stemOf))
      return (dealIndex) => {
        let sum = 0
        for (const [stem, weight] of weightsByDeal[dealIndex] ?? []) if (present.has(stem)) sum += weight
        return sum
      }
    },
    mentions: (key, dealIndex) => dealsMentioning(key).has(dealIndex),
  }
}

const stemOf = factOf(({ normal }) => contentStem(normal) ?? '')

function contentStem(word: string): string | null {
  const isContent = /^[\p{L}\p{N}]/u.test(word) && (word.length >= 3 || /\p{N}/u.test(word)) && !FUNCTION_WORDS.has(word)
  return isContent ? stem(word) : null
}

/** Maps "renting", "rented", "rents" and "rent" to one stem. Crude suffix stripping is enough to compare words. */
function stem(word: string): string {
  const cut = word.length <= 4 ? word.replace(/s$/, '') : word.replace(/(?:ations?|ments?|ings?|ers?|ies|ed|es|e|s|y)$/, '')
  return cut.length >= 3 ? cut.slice(0, 7) : word
}
