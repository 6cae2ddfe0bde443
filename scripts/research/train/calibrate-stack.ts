import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { fitTemperature } from '../../../src/base/statistics/calibration/fit-temperature.js'
import { roundDecimals } from '../../../src/base/statistics/estimate/mean.js'
import { decide, type StanceScores } from '../../../src/judge/stance/stance-classifier.js'
import { loadModel } from '../../../src/shell/node/model/load-model.js'
import type { Corpus } from '../../corpus/corpus.js'
import { buildCorpusQuestions, extractCorpusFeatures } from '../../corpus/corpus-questions.js'

/** Written after real comments that the model misread: no weight has seen them, and no other posts of the corpus are as hard as real ones. */
const FILES = /^crowd-shape-[r-u]/

/**
 * The temperature of the posts that a model calls each label, one per label. Calls of the neutral label keep theirs: on posts that a model
 * misread they are far more often wrong than on others.
 */
export function fitCallTemperatures(
  scores: readonly StanceScores[],
  goldLabels: readonly string[],
  { labels, neutral }: Pick<StanceScheme, 'labels' | 'neutral'>,
): number[] {
  return labels.map((label, index) => {
    const called = [...scores.keys()].filter((row) => label !== neutral && decide(scores[row] as StanceScores).winner === index)
    if (called.length === 0) return 1
    const gold = called.map((row) => labels.indexOf(goldLabels[row] as string))
    return roundDecimals(
      fitTemperature(
        called.map((row) => scores[row] as StanceScores),
        gold,
      ),
      2,
    )
  })
}

/** Fits and writes the temperatures of a stack. @param modelsFolder contains the stack and its members */
export async function calibrateStack(corpus: Corpus, modelsFolder: string, id: string): Promise<void> {
  const posts = corpus.posts.filter(({ file, parentId }) => FILES.test(file) && parentId !== null)
  const questions = buildCorpusQuestions(posts, extractCorpusFeatures(corpus.posts), corpus.deals)
  const stack = loadModel(id, { modelsFolder })
  const scores = await stack.score(questions.map(({ input }) => input))
  const gold = questions.map(({ goldLabel }) => goldLabel)
  const temperatures = fitCallTemperatures(scores, gold, stack.scheme).join(', ')
  const path = join(modelsFolder, id, 'model.json')
  const [before, after, ...others] = readFileSync(path, 'utf8').split(/(?<="temperatures": \[)[^\]]*/)
  if (after === undefined || others.length > 0) throw new Error(`expected one list "temperatures": [] in ${path}, got none or several.`)
  writeFileSync(path, `${before}${temperatures}${after}`)
}
