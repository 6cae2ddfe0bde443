import type { PostFeatures } from '../features/post-features.js'
import type { Token } from '../features/token.js'
import { AFINN_VALENCES } from '../text/afinn.js'
import { valenceOfSymbol } from './symbol-valences.js'

/** Where the curve bends: a sum of 4 (one strong word) gives 0.72. Origin: alpha of VADER's compound score. */
const SUM_SCALE = 15

/** What a negation leaves of a valence: "not good" is less bad than "bad". Origin: VADER's N_SCALAR. */
const NEGATED = -0.74

/** How many tokens after a negation it still reaches, punctuation ends it. Origin: VADER looks three words back. */
const NEGATION_REACH = 3

const NEGATIONS: ReadonlySet<string> = new Set(
  "not n't no never none nobody nothing nowhere neither nor cannot without hardly barely scarcely ain't".split(' '),
)

/** AFINN words that only name things where deals are spoken of. */
const NAMES_OF_TRADE: ReadonlySet<string> = new Set([
  'share',
  'shares',
  'shared',
  'interest',
  'interests',
  'trust',
  'united',
  'matter',
  'matters',
])

/**
 * How a post feels, apart from where it stands: AFINN valences and those of emoji, turned around after a negation,
 * summed and bent into (-1, 1) by sum / sqrt(sum^2 + 15). Names at the start, links and mentions count nothing.
 * English only: 0 means no known word, or a balance. Irony reads as what it says.
 *
 * @returns in (-1, 1), below 0 is negative
 * @see Hutto and Gilbert (2014), VADER, ICWSM, for the curve; Nielsen (2011) for the words
 * @example "not a smart move" gives -0.19, "they are desperate" gives -0.61
 */
export function scoreSentiment(features: Pick<PostFeatures, 'tokens' | 'addresseeTokenCount'>): number {
  const { tokens, addresseeTokenCount } = features
  let sum = 0
  let negatedUntil = -1
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    const token = tokens[index] as Token
    if (token.kind === 'punctuation') negatedUntil = -1
    else if (NEGATIONS.has(token.normal)) negatedUntil = index + NEGATION_REACH
    else {
      const valence = valenceOf(token)
      sum += index <= negatedUntil ? NEGATED * valence : valence
    }
  }
  return sum === 0 ? 0 : sum / Math.sqrt(sum * sum + SUM_SCALE)
}

function valenceOf({ kind, normal, text }: Token): number {
  switch (kind) {
    case 'word':
      return NAMES_OF_TRADE.has(normal) ? 0 : (AFINN_VALENCES.get(normal) ?? 0)
    case 'hashtag':
      return AFINN_VALENCES.get(normal.slice(1)) ?? 0
    case 'emoji':
    case 'emoticon':
      return valenceOfSymbol(text)
    default:
      return 0
  }
}
