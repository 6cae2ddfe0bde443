import { countEach } from '../../base/statistics/group-by.js'
import { memoise } from '../../base/text/memoise.js'
import { type Token, WordFacts } from '../features/token.js'
import type { Deal } from './deal.js'
import { namesOf, splitNames } from './deal-names.js'
import type { DealWords } from './known-deals.js'
import { knownWords } from './known-words.js'

/** Measures how strongly a text matches the moves of deals, apart from their names. */
export interface MoveWords {
  /**
   * Analyses a text once, for any number of deals. Gives, for the index of a deal, the sum of the inverse document frequencies, in nats, of
   * the stems of its move found in the text; >= 0.
   */
  supportBy(tokens: readonly Token[]): (dealIndex: number) => number
  /** Whether a deal's move mentions a name (`DealName.key`). */
  mentions(key: string, dealIndex: number): boolean
}

/** Words of a move without content. Shorter words are excluded by length. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'about after also among and another are for from have into its more most one other own over part some such than that the their them they this through under until up which while will with'.split(
    ' ',
  ),
)

/** Compiles the words of each deal's move, without its names, weighted by how few moves of the catalogue use them. */
export function compileMoveWords(deals: readonly Deal[]): MoveWords {
  let compiled: MoveTable | null = null
  // Lazy: posts that name no company of the catalogue do not need it.
  const table = (): MoveTable => (compiled ??= compileTable(deals))
  return Object.freeze({
    supportBy: (tokens: readonly Token[]) => {
      const { stemsByDeal, weightsByDeal, stemCount, stems } = table()
      const isPresent = new Uint8Array(stemCount)
      for (const token of tokens) {
        const stem = stems.of(token)
        if (stem !== NO_STEM) isPresent[stem] = 1
      }
      return (dealIndex: number) => {
        const own = stemsByDeal[dealIndex] as Uint32Array
        const weights = weightsByDeal[dealIndex] as Float64Array
        let sum = 0
        for (let at = 0; at < own.length; at++) if (isPresent[own[at] as number] === 1) sum += weights[at] as number
        return sum
      }
    },
    mentions: (key: string, dealIndex: number) => table().dealsMentioning(key).has(dealIndex),
  })
}

/** Marks a word whose stem occurs in no move. */
const NO_STEM = -1
const CACHE_SIZE = 8192

interface MoveTable {
  /** Stem numbers of each deal's move, and the inverse document frequency of each. */
  readonly stemsByDeal: readonly Uint32Array[]
  readonly weightsByDeal: readonly Float64Array[]
  readonly stemCount: number
  /** Numbers of words' stems; {@link NO_STEM} for a word of no move. */
  readonly stems: WordFacts<number>
  /** Indexes of the deals whose move contains a name. */
  dealsMentioning(key: string): ReadonlySet<number>
}

/** @param normals tokens of the deal's names and of its move: see `splitNames` */
export function wordsOfMove(deal: Deal, normals: ReadonlyMap<string, readonly string[]>): Pick<DealWords, 'stems' | 'sentence'> {
  const names = new Set(namesOf(deal).flatMap((name) => normals.get(name) ?? []))
  const words = normals.get(deal.move) ?? []
  const stems = words.filter((word) => !names.has(word)).map(contentStem)
  return { stems: [...new Set(stems.filter((each) => each !== null))], sentence: ` ${words.join(' ')} ` }
}

function compileTable(deals: readonly Deal[]): MoveTable {
  const normals = splitNames(deals.flatMap((deal) => (knownWords(deal) ? [] : [...namesOf(deal), deal.move])))
  const moves = deals.map((deal) => knownWords(deal) ?? wordsOfMove(deal, normals))
  const stemsByDeal = moves.map(({ stems }) => stems)
  const dealCountByStem = countEach(stemsByDeal.flat())
  const numbers = new Map([...dealCountByStem.keys()].map((each, number) => [each, number]))
  return {
    stemsByDeal: stemsByDeal.map((stems) => Uint32Array.from(stems, (each) => numbers.get(each) as number)),
    weightsByDeal: stemsByDeal.map((stems) =>
      Float64Array.from(stems, (each) => Math.log((deals.length + 1) / (dealCountByStem.get(each) as number))),
    ),
    stemCount: numbers.size,
    stems: new WordFacts(({ normal }) => numbers.get(contentStem(normal) ?? '') ?? NO_STEM),
    dealsMentioning: memoise(
      (key: string) => new Set(moves.flatMap(({ sentence }, index) => (sentence.includes(` ${key} `) ? index : []))),
      CACHE_SIZE,
    ),
  }
}

function contentStem(word: string): string | null {
  const isContent = /^[\p{L}\p{N}]/u.test(word) && (word.length >= 3 || /\p{N}/u.test(word)) && !FUNCTION_WORDS.has(word)
  return isContent ? stem(word) : null
}

/** Maps "renting", "rented", "rents" and "rent" to one stem. Crude suffix stripping is enough to compare words. */
function stem(word: string): string {
  const cut = word.length <= 4 ? word.replace(/s$/, '') : word.replace(/(?:ations?|ments?|ings?|ers?|ies|ed|es|e|s|y)$/, '')
  return cut.length >= 3 ? cut.slice(0, 7) : word
}
