import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { PostFeatures, Word } from '../../features/token.js'

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

const isShouted = ({ kind, text }: Word): boolean =>
  kind === 'word' && text.length > 3 && text === text.toUpperCase() && text !== text.toLowerCase()

const balanceOf = (sums: CueSums, [first, second]: readonly [number, number]): number =>
  squeeze((sums[second] as number) - (sums[first] as number))

/**
 * Computes features that n-grams miss: cues, marks, length, position in the thread, and how the post opens towards its parent.
 *
 * @param values receives one value in [-1, 1] per name of {@link structureFeatureNames}
 */
export function fillStructureFeatures(
  { words: all, addresseeTokenCount, text, depth }: PostFeatures,
  cues: CueSums,
  parentCues: CueSums | null,
  sides: readonly [number, number],
  values: Float64Array,
): void {
  const words = all.slice(addresseeTokenCount)
  const has = (isSo: (word: Word) => boolean): number => Number(words.some(isSo))
  const count = (isSo: (word: Word) => boolean): number => words.reduce((sum, word) => sum + Number(isSo(word)), 0)
  const wordCount = count(({ kind }) => kind === 'word')
  const opening = words[0]?.normal ?? ''
  const agrees = Number(AGREEMENT.has(opening))
  const objects = Number(OBJECTION.has(opening))
  const parentLean = parentCues ? balanceOf(parentCues, sides) : 0
  values.set([
    balanceOf(cues, sides),
    has((word) => word.text.startsWith('!')),
    has((word) => word.text.startsWith('?')),
    Number(all.at(-1)?.text.startsWith('?') ?? false),
    has((word) => word.text.startsWith('…') || word.text.startsWith('...')),
    wordCount === 0 ? 0 : count(isShouted) / wordCount,
    has(({ normal }) => LAUGHTER.has(normal)),
    has(({ kind }) => kind === 'emoji' || kind === 'emoticon'),
    Math.min(1, Math.log1p(wordCount) / 5),
    Number(wordCount <= 3),
    has((word) => /^["“>]/.test(word.text)),
    has(({ kind }) => kind === 'url'),
    has(({ kind }) => kind === 'number' || kind === 'currency'),
    Number(IRONY_MARK.test(text)),
    Number(depth > 1),
    Number(addresseeTokenCount > 0),
    agrees,
    objects,
    parentLean,
    agrees * parentLean,
    objects * parentLean,
    ...cues.map(squeeze),
  ])
}
