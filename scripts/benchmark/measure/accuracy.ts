import { join } from 'node:path'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { confusionMatrix } from '../../../src/base/statistics/agreement/confusion-matrix.js'
import { f1Scores } from '../../../src/base/statistics/agreement/f1-scores.js'
import { evaluateCorpus } from '../../research/evaluate/evaluate-models.js'
import { ALTERNATIVES } from '../alternatives/list.js'
import { unseenPosts } from '../alternatives/measure-alternative.js'
import { type Built, CHECKOUT, CORPUS } from '../built.js'
import { reasonOf } from '../reason.js'
import type { Accuracy } from '../result.js'

export const OWN_MODELS = ['linear-en', 'encoder-en', 'stack-en'] as const

/** Name of a model's row; posts are judged in their threads. */
export const nameOfOwn = (id: string): string => `${id}, posts in their discussions`

export function scoreLabels(gold: readonly string[], predicted: readonly string[]): NonNullable<Accuracy['scores']> {
  const { accuracy, macroF1 } = f1Scores(confusionMatrix(gold, predicted, STANCE_SCHEME.labels))
  return { accuracy: accuracy ?? 0, macroF1 }
}

/** Measures alternatives and our models, with weights of the train split, on the corpus's test part. Failures have a reason. */
export async function measureAccuracy(
  built: Built,
  kit: string,
  { models, alternatives }: { readonly models: boolean; readonly alternatives: ReadonlySet<string> },
): Promise<Accuracy[]> {
  const posts = unseenPosts(built)
  const gold = posts.map(({ goldLabel }) => goldLabel)
  const measured: Accuracy[] = models ? await measureOwn(posts.length) : []
  for (const { id, name, open, readsDeals } of ALTERNATIVES) {
    if (!alternatives.has(id)) continue
    process.stderr.write(`accuracy: ${name}\n`)
    try {
      const label = await open(kit)
      const { labels } = await label(posts.map(({ text, asEncoder }) => (readsDeals === true ? asEncoder : { text, beside: null })))
      measured.push({ name, scores: scoreLabels(gold, labels), postCount: posts.length, missing: null })
    } catch (error) {
      measured.push({ name, scores: null, postCount: posts.length, missing: reasonOf(error) })
    }
  }
  return measured
}

async function measureOwn(postCount: number): Promise<Accuracy[]> {
  process.stderr.write(`accuracy: ${OWN_MODELS.join(', ')}\n`)
  try {
    const [own] = await evaluateCorpus(CORPUS, OWN_MODELS, { controls: false, modelsFolder: join(CHECKOUT, 'models') })
    return (own?.models ?? []).map(({ model, measurement }) => {
      const scores = { accuracy: measurement.accuracy, macroF1: measurement.macroF1.value }
      return { name: nameOfOwn(model), scores, postCount: measurement.postCount, missing: null }
    })
  } catch (error) {
    return OWN_MODELS.map((id) => ({ name: nameOfOwn(id), scores: null, postCount, missing: reasonOf(error) }))
  }
}
