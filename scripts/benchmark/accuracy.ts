import { join } from 'node:path'
import { macroF1 } from '../../src/evaluate/macro-f1.js'
import { STANCE_SCHEME } from '../../src/index.js'
import { evaluateCorpus } from '../../src/node.js'
import { ALTERNATIVES } from './alternatives/list.js'
import { unseenPosts } from './alternatives/measure-alternative.js'
import { type Built, CHECKOUT, CORPUS } from './built.js'

/** How often the labels are right on posts that neither model nor rule was made on. */
export interface Accuracy {
  readonly id: string
  readonly name: string
  readonly accuracy: number
  readonly macroF1: number
  readonly postCount: number
}

/** Ours, in the order of the table. */
const OWN_MODELS = ['linear-en', 'encoder-en', 'stack-en'] as const

/** Accuracy and macro-F1 of predicted labels. */
export function scoreLabels(gold: readonly string[], predicted: readonly string[]): Pick<Accuracy, 'accuracy' | 'macroF1'> {
  const { labels } = STANCE_SCHEME
  const width = labels.length + 1
  const counts = new Float64Array(labels.length * width)
  let rightCount = 0
  for (const [index, label] of gold.entries()) {
    const found = labels.indexOf(predicted[index] ?? '')
    const at = labels.indexOf(label) * width + (found < 0 ? labels.length : found)
    counts[at] = (counts[at] ?? 0) + 1
    if (predicted[index] === label) rightCount += 1
  }
  return { accuracy: rightCount / gold.length, macroF1: macroF1(counts, labels.length) }
}

/** Figures on the corpus's test part: of the alternatives, and of our own models with the weights of the train split. */
export async function measureAccuracy(
  built: Built,
  kit: string,
  { models, alternatives }: { readonly models: boolean; readonly alternatives: ReadonlySet<string> },
): Promise<Accuracy[]> {
  const posts = unseenPosts(built)
  const gold = posts.map(({ goldLabel }) => goldLabel)
  const measured: Accuracy[] = []
  if (models) process.stderr.write(`accuracy: ${OWN_MODELS.join(', ')}\n`)
  const [own] = models ? await evaluateCorpus(CORPUS, OWN_MODELS, { controls: false, modelsFolder: join(CHECKOUT, 'models') }) : []
  for (const { model, measurement } of own?.models ?? []) {
    const { accuracy, macroF1: f1, postCount } = measurement
    measured.push({ id: model, name: `${model}, in its threads`, accuracy, macroF1: f1.value, postCount })
  }
  for (const { id, name, open } of ALTERNATIVES) {
    if (!alternatives.has(id)) continue
    process.stderr.write(`accuracy: ${name}\n`)
    const label = await open(kit)
    const { labels } = await label(posts)
    measured.push({ id, name, ...scoreLabels(gold, labels), postCount: posts.length })
  }
  return measured
}
