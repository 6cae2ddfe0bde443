import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { extractCorpusFeatures } from '../../scripts/corpus/corpus-questions.js'
import { readCorpus } from '../../scripts/corpus/read-corpus.js'
import { isContextBetter, type KeptReplyFigures } from '../../scripts/research/evaluate/reply-figures.js'
import { type RelationExample, readPhrases, trainRelation } from '../../scripts/research/train/train-relation-model.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import type { PostFeatures } from '../../src/judge/features/token.js'
import { scoreReply } from '../../src/judge/stance/inherit/relation-model.js'
import { createPipeline } from '../../src/pipeline/pipeline.js'
import { hashModel, loadModel } from '../../src/shell/node/model/load-model.js'
import { DEFAULT_MODEL } from '../../src/shell/node/model/shipped-models.js'

const EVEN = [1 / 3, 1 / 3, 1 / 3]

it('learns from half of the written threads what replies of the other half do, beyond the shares alone', () => {
  const posts = readCorpus('corpus').posts.filter(({ file }) => file.startsWith('crowd-reply-'))
  const features = extractCorpusFeatures(posts)
  const labelById = new Map(posts.map(({ id, label }) => [id, label]))
  const threads = [...new Set(posts.map(({ threadId }) => threadId))]
  const examples = (rest: number): RelationExample[] =>
    posts.flatMap(({ id, threadId, label }) => {
      const reply = features.get(id) as PostFeatures
      const parentLabel = labelById.get(reply.parent?.postId ?? '')
      const isIn =
        threads.indexOf(threadId) % 2 === rest && parentLabel !== undefined && STANCE_SCHEME.sides.some((side) => side === parentLabel)
      return isIn ? [{ features: reply, label, parentLabel, weight: 1 }] : []
    })
  let [loss, lossOfShares, count] = [0, 0, 0]
  for (const rest of [0, 1]) {
    const model = trainRelation('r', examples(rest), STANCE_SCHEME, readPhrases('models/relation-en'))
    for (const { features: reply, label, parentLabel } of examples(1 - rest)) {
      const place = label === parentLabel ? 0 : label === STANCE_SCHEME.neutral ? 2 : 1
      const { relation } = scoreReply(model, [0, 1, 2], { reply, target: null, own: EVEN, parent: EVEN })
      loss -= Math.log(relation[place] as number)
      lossOfShares -= Math.log([0.53, 0.18, 0.29][place] as number)
      count++
    }
  }
  expect(count).toBe(859)
  expect(loss / count).toBeLessThan(lossOfShares / count - 0.02)
})

it('reads replies in their threads by default just where the stored figures of real replies are better so', async () => {
  const figures = JSON.parse(readFileSync('models/relation-en/real-replies.json', 'utf8')) as KeptReplyFigures
  // Other weights need other figures: npm run evaluate -- --replies FOLDER --figures models/relation-en/real-replies.json
  expect(figures).toMatchObject({ model: DEFAULT_MODEL, modelSha256: hashModel(DEFAULT_MODEL) })
  const { posts } = await createPipeline({ model: loadModel('linear-en'), evidence: false }).run('Acme gives up its chips.')
  expect(posts[0]?.options?.context).toBe(isContextBetter(figures))
})
