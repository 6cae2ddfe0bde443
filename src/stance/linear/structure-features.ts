import type { PostFeatures } from '../../features/post-features.js'
import { type Token, WordFacts } from '../../features/token.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'

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
  return text === text.toUpperCase() && text !== text.toLowerCase()
}

const WORD = 1
const EXCLAIMS = 2
const ASKS = 4
const ELLIPSIS = 8
const QUOTES = 16
const EMOJI = 32
const LINK = 64
const NUMBER = 128
const SHOUTED = 256
const LAUGHS = 512

/** The marks of a token, as bits. */
const marks = new WordFacts((token) => {
  const { kind, normal, text } = token
  const first = text.charCodeAt(0)
  const isEllipsis = first === 0x2026 || text.startsWith('...')
  return (
    (kind === 'word' ? WORD : 0) |
    (first === 33 ? EXCLAIMS : 0) |
    (first === 63 ? ASKS : 0) |
    (isEllipsis ? ELLIPSIS : 0) |
    (first === 34 || first === 0x201c || first === 62 ? QUOTES : 0) |
    (kind === 'emoji' || kind === 'emoticon' ? EMOJI : 0) |
    (kind === 'url' ? LINK : 0) |
    (kind === 'number' || kind === 'currency' ? NUMBER : 0) |
    (isShouted(token) ? SHOUTED : 0) |
    (LAUGHTER.has(normal) ? LAUGHS : 0)
  )
})

/**
 * Computes features that n-grams miss: cues, marks, length, position in the thread, and how the post opens towards its parent.
 *
 * @param cues       cue sums of the post
 * @param parentCues cue sums of the parent, or null
 * @param sides      indexes of the first two sides among the labels
 * @param values     receives one value in [-1, 1] per name of {@link structureFeatureNames}
 */
export function fillStructureFeatures(
  features: PostFeatures,
  cues: CueSums,
  parentCues: CueSums | null,
  sides: readonly [number, number],
  values: Float64Array,
): void {
  const { tokens, addresseeTokenCount, text } = features
  let [all, shouts, words] = [0, 0, 0]
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    const own = marks.of(tokens[index] as Token)
    all |= own
    if (own & WORD) words++
    if (own & SHOUTED) shouts++
  }
  const has = (mark: number): number => ((all & mark) === 0 ? 0 : 1)
  const opening = tokens[addresseeTokenCount]?.normal ?? ''
  const agrees = AGREEMENT.has(opening) ? 1 : 0
  const objects = OBJECTION.has(opening) ? 1 : 0
  const balance = (sums: CueSums): number => squeeze((sums[sides[1]] as number) - (sums[sides[0]] as number))
  const parentLean = parentCues ? balance(parentCues) : 0
  values.set([
    balance(cues),
    has(EXCLAIMS),
    has(ASKS),
    tokens.at(-1)?.text.charCodeAt(0) === 63 ? 1 : 0,
    has(ELLIPSIS),
    words === 0 ? 0 : shouts / words,
    has(LAUGHS),
    has(EMOJI),
    Math.min(1, Math.log1p(words) / 5),
    words <= 3 ? 1 : 0,
    has(QUOTES),
    has(LINK),
    has(NUMBER),
    text.includes('/') && IRONY_MARK.test(text) ? 1 : 0,
    features.depth > 1 ? 1 : 0,
    addresseeTokenCount > 0 ? 1 : 0,
    agrees,
    objects,
    parentLean,
    agrees * parentLean,
    objects * parentLean,
  ])
  cues.forEach((sum, label) => {
    values[FIXED_FEATURES.length + label] = squeeze(sum)
  })
}
