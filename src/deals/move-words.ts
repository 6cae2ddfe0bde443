import type { Token } from '../features/token.js'
import { tokenise } from '../features/tokenise.js'
import type { Deal } from './deal.js'
import { normalsOf } from './deal-names.js'

/** How much a text speaks of the move of a deal, beside its names. */
export interface MoveWords {
  /** The different words of a text, cut to their stems. */
  stemsOf(tokens: readonly Token[]): ReadonlySet<string>
  /** Sum of the inverse document frequencies, in nats, of the stems of a deal's move that stand in the text; >= 0. */
  support(stems: ReadonlySet<string>, dealIndex: number): number
}

/** Words of a move that name no act: short words are left out by length. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'about after also among and another are for from have into its more most one other own over part some such than that the their them they this through under until up which while will with'.split(
    ' ',
  ),
)

/** Compiles the words of each deal's move, its names left out, weighted by how few moves of the catalogue use them. */
export function compileMoveWords(deals: readonly Deal[]): MoveWords {
  const stemsByDeal = deals.map((deal) => {
    const names = new Set(normalsOf([deal.mover, ...deal.counterparties, ...deal.parties, ...deal.aliases].join(' ; ')))
    return new Set(
      contentWords(tokenise(deal.move))
        .filter((word) => !names.has(word))
        .map(stem),
    )
  })
  const dealCountByStem = new Map<string, number>()
  for (const stems of stemsByDeal) for (const each of stems) dealCountByStem.set(each, (dealCountByStem.get(each) ?? 0) + 1)
  const weightsByDeal = stemsByDeal.map(
    (stems) => new Map([...stems].map((each) => [each, Math.log((deals.length + 1) / (dealCountByStem.get(each) ?? 1))])),
  )
  return Object.freeze({
    stemsOf: (tokens: readonly Token[]) => new Set(contentWords(tokens).map(stem)),
    support: (stems: ReadonlySet<string>, dealIndex: number) => {
      let sum = 0
      for (const [each, weight] of weightsByDeal[dealIndex] ?? []) if (stems.has(each)) sum += weight
      return sum
    },
  })
}

function contentWords(tokens: readonly Token[]): readonly string[] {
  return tokens
    .filter((token) => token.kind === 'word' || token.kind === 'number')
    .map((token) => token.normal)
    .filter(
      (word) => word.length >= 2 && !FUNCTION_WORDS.has(word) && /^[\p{L}\p{N}]/u.test(word) && (word.length >= 3 || /\p{N}/u.test(word)),
    )
}

/** "renting", "rented", "rents" and "rent" are one; a crude cut is enough to compare words with words. */
function stem(word: string): string {
  const cut = word.length <= 4 ? word.replace(/s$/, '') : word.replace(/(?:ations?|ments?|ings?|ers?|ies|ed|es|e|s|y)$/, '')
  return cut.length >= 3 ? cut.slice(0, 7) : word
}
