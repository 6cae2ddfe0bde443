import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'
import type {
  LinearSettings,
  TrainingExample,
} from '../../../src/judge/stance/linear/train-linear.js'
import type { CorpusPost, CorpusSplit } from '../../corpus/corpus.js'

/** Training weight of the posts of some files. The first rule with a matching prefix applies. */
interface FileWeight {
  readonly prefix: string
  /** Weight >= 0; 0 leaves the posts out. */
  readonly weight: number
}

/** Contents of `models/linear-en/settings.json`: all training settings. */
export interface TrainingSettings {
  readonly files: readonly FileWeight[]
  /**
   * Weights of real posts by their part; those of `more` that take no side have one of their own.
   */
  readonly taught: Readonly<Record<string, number>>
  /** Factor for posts whose two labels differ, or whose second labeller was unsure; in [0, 1]. */
  readonly disputedWeight: number
  readonly linear: LinearSettings
}

/** True if the two labels differ, or the second labeller was unsure. */
export const isDisputed = ({ label, secondLabel, unsure }: CorpusPost): boolean =>
  unsure === true || (secondLabel !== undefined && secondLabel !== label)

/** Training weight of a post; 0 leaves it out. */
export function trainingWeight(
  post: CorpusPost,
  { files, disputedWeight }: TrainingSettings,
): number {
  const weight = files.find(({ prefix }) => post.file.startsWith(prefix))?.weight ?? 0
  return isDisputed(post) ? weight * disputedWeight : weight
}

/** A line of the file that `scripts/research/taught/fetch_posts.py` writes. */
interface TaughtPost {
  readonly text: string
  readonly label: string
  readonly part: string
  readonly unsure: boolean
}

/** Builds weighted examples from real posts, without posts of weight 0. @param lines JSON lines */
export function buildTaughtSet(
  lines: string,
  { taught, disputedWeight }: TrainingSettings,
): TrainingExample[] {
  return lines.split('\n').flatMap((line) => {
    if (line === '') return []
    const { text, label, part, unsure } = JSON.parse(line) as TaughtPost
    const weightPart = part === 'more' && label === STANCE_SCHEME.neutral ? 'more-neither' : part
    const weight = (taught[weightPart] ?? 0) * (unsure ? disputedWeight : 1)
    return weight > 0 ? [{ features: extractTextFeatures(text, null), label, weight }] : []
  })
}

/** Builds weighted examples from the posts of some splits, without posts of weight 0. */
export function buildTrainingSet(
  posts: readonly CorpusPost[],
  features: ReadonlyMap<string, PostFeatures>,
  settings: TrainingSettings,
  splits: readonly CorpusSplit[],
): TrainingExample[] {
  return posts.flatMap((post) => {
    const weight = splits.includes(post.split) ? trainingWeight(post, settings) : 0
    return weight > 0
      ? [{ features: features.get(post.id) as PostFeatures, label: post.label, weight }]
      : []
  })
}
