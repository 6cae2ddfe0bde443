import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { PostFeatures, Word } from '../../features/token.js'

/** Total weight of a post's cues for each label, in scheme order. */
export type CueSums = Float64Array

const LAUGHTER = new Set(
  'lol lool loool lmao lmaoo lmfao rofl haha hahaha hahahaha hehe 🤣 😂 😆 💀 🤡 🙄 🤦'.split(' '),
)
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

const IRONY_MARK = /(?:^|\s)\/s\b/i

/** Maps a sum into (-1, 1), so that each further cue adds less. */
const squeeze = (sum: number): number => sum / (1 + Math.abs(sum))

const isShouted = ({ kind, text }: Word): boolean =>
  kind === 'word' && text.length > 3 && text === text.toUpperCase() && text !== text.toLowerCase()

const balanceOf = (sums: CueSums, [first, second]: readonly [number, number]): number =>
  squeeze((sums[second] as number) - (sums[first] as number))

type Reading = Pick<PostFeatures, 'words' | 'addresseeTokenCount' | 'text' | 'depth'>

function fixedFeatures(
  { words: all, addresseeTokenCount, text, depth }: Reading,
  lean: number,
  parentLean: number,
) {
  const words = all.slice(addresseeTokenCount)
  const has = (isSo: (word: Word) => boolean): number => Number(words.some(isSo))
  const count = (isSo: (word: Word) => boolean): number =>
    words.reduce((sum, word) => sum + Number(isSo(word)), 0)
  const wordCount = count(({ kind }) => kind === 'word')
  const opening = words[0]?.normal ?? ''
  const agrees = Number(AGREEMENT.has(opening))
  const objects = Number(OBJECTION.has(opening))
  return {
    'cue balance of the sides': lean,
    'exclamation mark': has((word) => word.text.startsWith('!')),
    'question mark': has((word) => word.text.startsWith('?')),
    'ends with a question mark': Number(all.at(-1)?.text.startsWith('?') ?? false),
    ellipsis: has((word) => word.text.startsWith('…') || word.text.startsWith('...')),
    shouting: wordCount === 0 ? 0 : count(isShouted) / wordCount,
    laughter: has(({ normal }) => LAUGHTER.has(normal)),
    emoji: has(({ kind }) => kind === 'emoji' || kind === 'emoticon'),
    length: Math.min(1, Math.log1p(wordCount) / 5),
    'at most three words': Number(wordCount <= 3),
    quotation: has((word) => /^["“>]/.test(word.text)),
    link: has(({ kind }) => kind === 'url'),
    number: has(({ kind }) => kind === 'number' || kind === 'currency'),
    'irony mark': Number(IRONY_MARK.test(text)),
    'answers a reply': Number(depth > 1),
    'addresses someone': Number(addresseeTokenCount > 0),
    'agrees at the start': agrees,
    'objects at the start': objects,
    'parent leans': parentLean,
    'agrees with a leaning parent': agrees * parentLean,
    'objects to a leaning parent': objects * parentLean,
  }
}

const FIXED_NAMES = Object.keys(
  fixedFeatures({ words: [], addresseeTokenCount: 0, text: '', depth: 0 }, 0, 0),
)

/**
 * Names of the structure features, in the order of their values. Fixed ones come first, then one
 * for each label's cues.
 */
export const structureFeatureNames = ({ labels }: StanceScheme): string[] => [
  ...FIXED_NAMES,
  ...labels.map((label) => `cues for ${label}`),
]

/**
 * Computes features that n-grams miss: cues, marks, length, position in the thread, and how the
 * post opens towards its parent.
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
  const parentLean = parentCues ? balanceOf(parentCues, sides) : 0
  values.set([
    ...Object.values(fixedFeatures(features, balanceOf(cues, sides), parentLean)),
    ...cues.map(squeeze),
  ])
}
