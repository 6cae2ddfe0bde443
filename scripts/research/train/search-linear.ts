import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { fitTemperature } from '../../../src/base/statistics/calibration/fit-temperature.js'
import { crossValidateLinear } from '../../../src/count/evaluate/labelled/labelled-post.js'
import { measure } from '../../../src/count/evaluate/measure/measure.js'
import { leanOf } from '../../../src/judge/stance/judge.js'
import type { Corpus } from '../../corpus/corpus.js'
import { extractCorpusFeatures } from '../../corpus/corpus-questions.js'
import { readCues, readTrainingSettings } from './train-models.js'
import { type TrainingSettings, trainingWeight } from './training-set.js'

const FOLD_COUNT = 3
const GRID = { inverseRegularisation: [1, 3, 10], contrastFloor: [null, 0.1], structureScale: [2] } as const
/** Sums that differ by less are a tie. Origin: a tenth of the sum's standard error between deals. */
const TIE = 0.002

/**
 * Chooses C, the contrast floor and the scale of the structure features by cross-validation over the train split's deals, fits the temperature
 * on the out-of-fold scores of the choice, and writes all to `settings.json`. The criterion is the sum of both macro-F1 (labels, lean); of
 * settings within `TIE` of the best, the one with the strongest penalty wins.
 *
 * @param print receives one line per tested setting
 */
export function searchLinear(corpus: Corpus, modelFolder: string, scheme: StanceScheme, print: (line: string) => void): void {
  const settings = readTrainingSettings(modelFolder)
  const cues = readCues(modelFolder, scheme)
  const posts = corpus.posts.filter((post) => post.split === 'train' && trainingWeight(post, settings) > 0)
  const features = extractCorpusFeatures(posts)
  const examples = posts.flatMap((post) => {
    const own = features.get(post.id)
    return own ? [{ features: own, label: post.label, weight: trainingWeight(post, settings), group: post.dealId }] : []
  })
  let best: { readonly sum: number; readonly settings: TrainingSettings } | null = null
  for (const inverseRegularisation of GRID.inverseRegularisation) {
    for (const contrastFloor of GRID.contrastFloor) {
      for (const structureScale of GRID.structureScale) {
        const linear = { ...settings.linear, inverseRegularisation, contrastFloor, structureScale, temperature: 1 }
        const scores = crossValidateLinear(examples, scheme, cues, linear, FOLD_COUNT)
        const { macroF1, leanMacroF1 } = measure(
          examples.map(({ label, group }, index) => {
            const own = scores[index] as Float64Array
            return {
              id: String(index),
              clusterId: group,
              goldLabel: label,
              predictedLabel: scheme.labels[own.indexOf(Math.max(...own))] ?? null,
              lean: leanOf(own, scheme),
              probabilities: null,
            }
          }),
          scheme,
        )
        const gold = examples.map(({ label }) => scheme.labels.indexOf(label))
        const temperature = Math.round(fitTemperature(scores, gold) * 1e4) / 1e4
        const sum = macroF1.value + (leanMacroF1?.value ?? 0)
        print(
          `C ${inverseRegularisation}, contrast floor ${contrastFloor}, structure scale ${structureScale}: macro-F1 ${macroF1.value.toFixed(4)}, lean ${leanMacroF1?.value.toFixed(4)}, temperature ${temperature}`,
        )
        if (best === null || sum > best.sum + TIE) best = { sum, settings: { ...settings, linear: { ...linear, temperature } } }
      }
    }
  }
  if (best) writeFileSync(join(modelFolder, 'settings.json'), `${JSON.stringify(best.settings, null, 2)}\n`)
}
