import type { Token } from '../features/token.js'
import type { Deal } from './deal.js'
import { namesOf, splitNames } from './deal-names.js'

/** How much a text speaks of the move of a deal, beside its names. */
export interface MoveWords {
  /** The different words of a text, cut to their stems. */
  stemsOf(tokens: readonly Token[]): ReadonlySet<string>
  /** Sum of the inverse document frequencies, in nats, of the stems of a deal's move that stand in the text; >= 0. */
  support(stems: ReadonlySet<string>, dealIndex: number): number
  /** Whether a name (`DealName.key`) stands in the sentence of a deal's move. */
  mentions(key: string, dealIndex: number): boolean
}

/** Words of a move that name no act: short words are left out by length. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'about after also among and another are for from have into its more most one other own over part some such than that the their them they this through under until up which while will with'.split(
    ' ',
  ),
)

/** Compiles the words of each deal's move, its names left out, weighted by how few moves of the catalogue use them. */
export function compileMoveWords(deals: readonly Deal[]): MoveWords {
  let compiled: MoveTable | null = null
  // When first asked for: posts that name no company of the catalogue need none of it.
  const table = (): MoveTable => (compiled ??= compileTable(deals))
  return Object.freeze({
    stemsOf: (tokens: readonly Token[]) => stemsOf(tokens.map(({ normal }) => normal)),
    support: (stems: ReadonlySet<string>, dealIndex: number) => {
      let sum = 0
      for (const [each, weight] of table().weightsByDeal[dealIndex] ?? []) if (stems.has(each)) sum += weight
      return sum
    },
    mentions: (key: string, dealIndex: number) => table().sentences[dealIndex]?.includes(` ${key} `) ?? false,
  })
}

interface MoveTable {
  /** Inverse document frequency of each stem of a deal's move. */
  readonly weightsByDeal: readonly ReadonlyMap<string, number>[]
  /** The move of each deal as normals, with a space at both ends. */
  readonly sentences: readonly string[]
}

function compileTable(deals: readonly Deal[]): MoveTable {
  const normals = splitNames(deals.flatMap((deal) => [...namesOf(deal), deal.move]))
  const stemsByDeal = deals.map((deal) => {
    const names = new Set(namesOf(deal).flatMap((name) => normals.get(name) ?? []))
    return stemsOf((normals.get(deal.move) ?? []).filter((word) => !names.has(word)))
  })
  const sentences = deals.map((deal) => ` ${(normals.get(deal.move) ?? []).join(' ')} `)
  const dealCountByStem = new Map<string, number>()
  for (const stems of stemsByDeal) for (const each of stems) dealCountByStem.set(each, (dealCountByStem.get(each) ?? 0) + 1)
  const weightsByDeal = stemsByDeal.map(
    (stems) => new Map([...stems].map((each) => [each, Math.log((deals.length + 1) / (dealCountByStem.get(each) ?? 1))])),
  )
  return { weightsByDeal, sentences }
}

function stemsOf(words: readonly string[]): ReadonlySet<string> {
  const stems = new Set<string>()
  for (const word of words) {
    const each = contentStem(word)
    if (each !== null) stems.add(each)
  }
  return stems
}

/** Stems kept, so that a common word is cut once. Cleared when full; answers don't depend on it. */
const MAX_REMEMBERED_COUNT = 8_192
const stemByWord = new Map<string, string | null>()

/** The stem of a word of some content, or null: see `stem`. */
function contentStem(word: string): string | null {
  const known = stemByWord.get(word)
  if (known !== undefined) return known
  const isContent = /^[\p{L}\p{N}]/u.test(word) && (word.length >= 3 || /\p{N}/u.test(word)) && !FUNCTION_WORDS.has(word)
  const answer = isContent ? stem(word) : null
  if (stemByWord.size >= MAX_REMEMBERED_COUNT) stemByWord.clear()
  if (word.length <= MAX_WORD_LENGTH) stemByWord.set(word, answer)
  return answer
}

/** Longer words are not worth remembering. */
const MAX_WORD_LENGTH = 40

/** "renting", "rented", "rents" and "rent" are one; a crude cut is enough to compare words with words. */
function stem(word: string): string {
  const cut = word.length <= 4 ? word.replace(/s$/, '') : word.replace(/(?:ations?|ments?|ings?|ers?|ies|ed|es|e|s|y)$/, '')
  return cut.length >= 3 ? cut.slice(0, 7) : word
}
