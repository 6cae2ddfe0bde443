import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { countEach } from '../../../base/statistics/group-by.js'
import type { Cue } from '../../../judge/stance/linear/cue-table.js'
import { LinearClassifier } from '../../../judge/stance/linear/linear-classifier.js'
import { type LinearSettings, type TrainingExample, trainLinearModel } from '../../../judge/stance/linear/train-linear.js'

/**
 * Assigns groups to folds of about equal size: the largest group first, each to the fold with the fewest examples. Gives the fold of each
 * group, in `[0, foldCount)`.
 */
export function assignFolds(groups: readonly string[], foldCount: number): Map<string, number> {
  const sizes = countEach(groups)
  const filled = new Array<number>(foldCount).fill(0)
  const bySize = [...sizes].sort(([a, sizeOfA], [b, sizeOfB]) => sizeOfB - sizeOfA || (a < b ? -1 : 1))
  return new Map(
    bySize.map(([group, size]) => {
      const fold = filled.indexOf(Math.min(...filled))
      filled[fold] = (filled[fold] as number) + size
      return [group, fold] as const
    }),
  )
}

/**
 * Scores each example with a model that was trained without the example's group; gives their unscaled scores (temperature 1), in
 * their order.
 */
export function crossValidateLinear(
  examples: readonly (TrainingExample & { readonly group: string })[],
  scheme: StanceScheme,
  cues: readonly Cue[],
  settings: LinearSettings,
  foldCount: number,
): Float64Array[] {
  const foldOf = assignFolds(
    examples.map(({ group }) => group),
    foldCount,
  )
  const scores = new Array<Float64Array>(examples.length)
  for (let fold = 0; fold < foldCount; fold++) {
    const training = examples.filter(({ group }) => foldOf.get(group) !== fold)
    const classifier = new LinearClassifier(trainLinearModel(`fold-${fold}`, training, scheme, cues, settings))
    examples.forEach(({ features, group }, index) => {
      if (foldOf.get(group) === fold) scores[index] = classifier.score([{ features, target: null }])[0] as Float64Array
    })
  }
  return scores
}
