import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { factOf, type PostFeatures, type Word } from '../../features/token.js'

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

/** What a word may be, one bit each. */
const IS = { word: 1, exclaims: 2, asks: 4, ellipsis: 8, quotes: 16, emoji: 32, link: 64, number: 128, shouted: 256, laughs: 512 } as const
const OPENS = { agreeing: 1024, objecting: 2048 } as const

const marksOf = factOf(({ kind, text, normal }): number => {
  const isShouted = kind === 'word' && text.length > 3 && text === text.toUpperCase() && text !== text.toLowerCase()
  return [
    kind === 'word' && IS.word,
    text.startsWith('!') && IS.exclaims,
    text.startsWith('?') && IS.asks,
    /^(?:…|\.\.\.)/.test(text) && IS.ellipsis,
    /^["“>]/.test(text) && IS.quotes,
    (kind === 'emoji' || kind === 'emoticon') && IS.emoji,
    kind === 'url' && IS.link,
    (kind === 'number' || kind === 'currency') && IS.number,
    isShouted && IS.shouted,
    LAUGHTER.has(normal) && IS.laughs,
    AGREEMENT.has(normal) && OPENS.agreeing,
    OBJECTION.has(normal) && OPENS.objecting,
  ].reduce((marks: number, mark) => marks | Number(mark), 0)
})

const marksOfAny = (word: Word | undefined): number => (word === undefined ? 0 : marksOf(word))
const has = (marks: number, mark: number): number => ((marks & mark) === 0 ? 0 : 1)
const balanceOf = (sums: CueSums, [first, second]: readonly [number, number]): number =>
  squeeze((sums[second] as number) - (sums[first] as number))

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
  const { words, addresseeTokenCount, text } = features
  let [marks, wordCount, shouts] = [0, 0, 0]
  for (let index = addresseeTokenCount; index < words.length; index++) {
    const own = marksOf(words[index] as Word)
    marks |= own
    wordCount += own & IS.word
    if (own & IS.shouted) shouts++
  }
  const opening = marksOfAny(words[addresseeTokenCount])
  const agrees = has(opening, OPENS.agreeing)
  const objects = has(opening, OPENS.objecting)
  const parentLean = parentCues ? balanceOf(parentCues, sides) : 0
  values.set([
    balanceOf(cues, sides),
    has(marks, IS.exclaims),
    has(marks, IS.asks),
    has(marksOfAny(words.at(-1)), IS.asks),
    has(marks, IS.ellipsis),
    wordCount === 0 ? 0 : shouts / wordCount,
    has(marks, IS.laughs),
    has(marks, IS.emoji),
    Math.min(1, Math.log1p(wordCount) / 5),
    wordCount <= 3 ? 1 : 0,
    has(marks, IS.quotes),
    has(marks, IS.link),
    has(marks, IS.number),
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
