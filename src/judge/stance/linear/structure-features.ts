import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { PostFeatures, Token } from '../../features/token.js'

/** Total weight of a post's cues for each label, in scheme order. */
export type CueSums = Float64Array

const LAUGHTER = new Set('lol lool loool lmao lmaoo lmfao rofl haha hahaha hahahaha hehe 🤣 😂 😆 💀 🤡 🙄 🤦'.split(' '))
const AGREEMENT = new Set(
  'this exactly agreed agree yes yep yup yeah true correct 100 100% spot bingo same indeed right precisely facts amen 💯 🎯 👏 👍'.split(
    ' ',
  ),
)
const OBJECTION = new Set(
  'no nope nah wrong false disagree nonsense bs bullshit cope bad terrible and so lol lmao actually or huh what dumb stupid 🤡 🙄 👎'.split(
    ' ',
  ),
)

const FIXED_FEATURES = [
  'cue balance of the sides',
  'exclamation mark',
  'question mark',
  'ends with a question mark',
  'ellipsis',
  'shouting',
  'laughter',
  'emoji',
  'length',
  'at most three words',
  'quotation',
  'link',
  'number',
  'irony mark',
  'answers a reply',
  'addresses someone',
  'agrees at the start',
  'objects at the start',
  'parent leans',
  'agrees with a leaning parent',
  'objects to a leaning parent',
] as const

/** Names of the structure features in the order of their values: the fixed ones, then one for the cues of each label. */
export const structureFeatureNames = ({ labels }: StanceScheme): string[] => [
  ...FIXED_FEATURES,
  ...labels.map((label) => `cues for ${label}`),
]

const IRONY_MARK = /(?:^|\s)\/s\b/i

/** Maps a sum into (-1, 1), so that each further cue adds less. */
const squeeze = (sum: number): number => sum / (1 + Math.abs(sum))

function isShouted({ kind, text }: Token): boolean {
  if (kind !== 'word' || text.length <= 3) return false
  // Fast path: the second letter of nearly every word is lower case.
  const second = text[1] as string
  if (second >= 'a' && second <= 'z') return false
  return text === text.toUpperCase() && text !== text.toLowerCase()
}

/**
 * Computes features that n-grams miss: cues, marks, length, position in the thread, and how the post opens towards its parent.
 *
 * @param values receives one value in [-1, 1] per name of {@link structureFeatureNames}
 */
export function fillStructureFeatures(
  features: PostFeatures,
  cues: CueSums,
  parentCues: CueSums | null,
  sides: readonly [number, number],
  values: Float64Array,
): void {
  const { tokens, addresseeTokenCount, text } = features
  let [exclaims, asks, ellipsis, shouts, laughs, emoji, quotes, links, numbers, words] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    const token = tokens[index] as Token
    const first = token.text.charCodeAt(0)
    if (token.kind === 'word') words++
    if (first === 33) exclaims = 1
    else if (first === 63) asks = 1
    else if (first === 0x2026 || token.text.startsWith('...')) ellipsis = 1
    else if (first === 34 || first === 0x201c || first === 62) quotes = 1
    if (token.kind === 'emoji' || token.kind === 'emoticon') emoji = 1
    else if (token.kind === 'url') links = 1
    else if (token.kind === 'number' || token.kind === 'currency') numbers = 1
    if (isShouted(token)) shouts++
    if (LAUGHTER.has(token.normal)) laughs = 1
  }
  const opening = tokens[addresseeTokenCount]?.normal ?? ''
  const agrees = AGREEMENT.has(opening) ? 1 : 0
  const objects = OBJECTION.has(opening) ? 1 : 0
  const balance = (sums: CueSums): number => squeeze((sums[sides[1]] as number) - (sums[sides[0]] as number))
  const parentLean = parentCues ? balance(parentCues) : 0
  values.set([
    balance(cues),
    exclaims,
    asks,
    tokens.at(-1)?.text.charCodeAt(0) === 63 ? 1 : 0,
    ellipsis,
    words === 0 ? 0 : shouts / words,
    laughs,
    emoji,
    Math.min(1, Math.log1p(words) / 5),
    words <= 3 ? 1 : 0,
    quotes,
    links,
    numbers,
    text.includes('/') && IRONY_MARK.test(text) ? 1 : 0,
    features.depth > 1 ? 1 : 0,
    addresseeTokenCount > 0 ? 1 : 0,
    agrees,
    objects,
    parentLean,
    agrees * parentLean,
    objects * parentLean,
  ])
  for (let label = 0; label < cues.length; label++) values[FIXED_FEATURES.length + label] = squeeze(cues[label] as number)
}
