import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import { crossValidateLinear } from '../../../src/count/evaluate/labelled/labelled-post.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'
import { createPhrases, RELATION_FORMAT, RELATIONS, renderRelationTable } from '../../../src/judge/stance/context/relation-model.js'
import { normalisePhrase, type ReplyPhrases } from '../../../src/judge/stance/context/reply-features.js'
import { type RelationExample, trainRelation } from '../../../src/judge/stance/context/train-relation.js'
import { sha256Of } from '../../../src/shell/node/file/sha256.js'
import type { Corpus, CorpusPost } from '../../corpus/corpus.js'
import { extractCorpusFeatures } from '../../corpus/corpus-questions.js'
import { readCues, readText, readTrainingSettings, SPLITS_OF, type WeightsKind, weightsFolder } from './train-models.js'
import { isDisputed } from './training-set.js'

/** Number of folds, by deal, for the out-of-fold scores of the linear model. */
const FOLD_COUNT = 4
const DISPUTED_WEIGHT = 0.5

/**
 * Trains and writes the relation model, on corpus replies whose parents take a side. The scores of a reply's own words come from linear models
 * trained without its deal.
 *
 * @param modelsFolder contains `linear-en` with its settings and cues; receives `relation-en`
 */
export function trainRelationModel(corpus: Corpus, modelsFolder: string, id: string, scheme: StanceScheme, kind: WeightsKind): void {
  const linearFolder = join(modelsFolder, 'linear-en')
  const { linear } = readTrainingSettings(linearFolder)
  const posts = corpus.posts.filter(({ split }) => SPLITS_OF[kind].includes(split))
  const features = extractCorpusFeatures(posts)
  const examples = posts.map((post) => ({
    features: features.get(post.id) as PostFeatures,
    label: post.label,
    weight: 1,
    group: post.dealId,
  }))
  const scores = crossValidateLinear(examples, scheme, readCues(linearFolder, scheme), linear, FOLD_COUNT)
  const own = scores.map((each) => softmax(each, linear.temperature))
  const model = trainRelation(id, listReplies(posts, features, own, scheme), scheme, readPhrases(join(modelsFolder, id)))
  const table = renderRelationTable(model)
  const folder = weightsFolder(join(modelsFolder, id), kind)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'relation.tsv'), table)
  const tableSha256 = sha256Of(table)
  writeFileSync(join(folder, 'relation.json'), `${JSON.stringify({ format: RELATION_FORMAT, id, tableSha256 })}\n`)
}

/**
 * Reads `phrases.tsv` of a relation model's folder: phrase, then relation (`agrees`, `disagrees`).
 *
 * @throws {PipelineError} `TRAIN_DATA_INVALID` with the 1-based number of the invalid line
 */
function readPhrases(modelFolder: string): ReplyPhrases {
  const path = join(modelFolder, 'phrases.tsv')
  const [, ...lines] = readText(path).trimEnd().split('\n')
  return createPhrases(
    lines.map((line, index) => {
      const [phrase = '', kind] = line.split('\t')
      const relation = RELATIONS.find((known) => known === kind)
      const words = normalisePhrase(extractTextFeatures(phrase))
      if (relation === undefined || words === '') {
        const message = `${path}, line ${index + 2}: expected a phrase and one of ${RELATIONS.join(', ')}, got "${line}".`
        throw new PipelineError('TRAIN_DATA_INVALID', message)
      }
      return [words, relation] as const
    }),
  )
}

function listReplies(
  posts: readonly CorpusPost[],
  features: ReadonlyMap<string, PostFeatures>,
  own: readonly Float64Array[],
  scheme: StanceScheme,
): RelationExample[] {
  const labelById = new Map(posts.map(({ id, label }) => [id, label]))
  return posts.flatMap((post, index) => {
    const reply = features.get(post.id) as PostFeatures
    const parentLabel = reply.parent === null ? undefined : labelById.get(reply.parent.postId)
    if (parentLabel === undefined || !scheme.sides.includes(parentLabel)) return []
    return [
      { features: reply, label: post.label, parentLabel, own: own[index] as Float64Array, weight: isDisputed(post) ? DISPUTED_WEIGHT : 1 },
    ]
  })
}
