import type { PostFeatures } from '../../../src/judge/features/token.js'
import type { LinearSettings, TrainingExample } from '../../../src/judge/stance/linear/train-linear.js'
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
  /** Factor for posts whose two labels differ, or whose second labeller was unsure; in [0, 1]. */
  readonly disputedWeight: number
  readonly linear: LinearSettings
}

/** True if the two labels differ, or the second labeller was unsure. */
export const isDisputed = ({ label, secondLabel, unsure }: CorpusPost): boolean =>
  unsure === true || (secondLabel !== undefined && secondLabel !== label)

/** Training weight of a post; 0 leaves it out. */
export function trainingWeight(post: CorpusPost, { files, disputedWeight }: TrainingSettings): number {
  const weight = files.find(({ prefix }) => post.file.startsWith(prefix))?.weight ?? 0
  return isDisputed(post) ? weight * disputedWeight : weight
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
    return weight > 0 ? [{ features: features.get(post.id) as PostFeatures, label: post.label, weight }] : []
  })
}
