import { expect, it } from 'vitest'
import {
  createScheme,
  STANCE_SCHEME,
  type StanceScheme,
} from '../../../src/base/scheme/stance-scheme.js'
import type { LabelledPost } from '../../../src/count/evaluate/labelled-post.js'
import { trainOwnHead } from '../../../src/count/evaluate/train-own-model.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import {
  createHeadClassifier,
  decodeHead,
  encodeHead,
  type HeadFile,
  type HeadModel,
} from '../../../src/judge/stance/head-classifier.js'
import { post } from '../../base/thread/post-example.js'
import { describeStanceClassifier } from '../../contract/stance-classifier.js'
import { standIn } from '../../judge/stance/small-posts.js'

const OWN = createScheme({ id: 'own', labels: ['yes', 'no'], sides: ['no', 'yes'], neutral: null })
const WORDS = ['idle', 'cash', 'race', 'rent', 'lost', 'wins']

/**
 * Its vectors are counts of words behind two numbers that vary most and say nothing; its scores say
 * nothing either.
 */
const encoder = Object.freeze(
  standIn({
    id: 'small-encoder',
    readsTarget: true,
    score: (inputs) => inputs.map(() => Float64Array.of(0.2, 0, 0.1)),
    vectorOf: ({ features: { tokens, text } }) => {
      const counts = WORDS.map((word) => tokens.filter((token) => token.text === word).length)
      return Float32Array.from([10 * (text.length % 3), 10 * (text.length % 5), ...counts])
    },
  }),
)

/** Posts of eight deals whose label one word decides. */
const posts = (scheme: StanceScheme): LabelledPost[] =>
  Array.from({ length: 96 }, (_, index) => {
    const text = `${WORDS[index % 6]} ${WORDS[(index * 5 + 2) % 6]} post ${index}`
    const side = ['lost', 'wins'].findIndex((word) => text.includes(word))
    const label = scheme.labels.at(side)
    const own = {
      ...post(`p${index}`, null, text, { deal: `d${index % 8}` }),
      threadId: `t${index % 8}`,
    }
    return { post: own, features: extractTextFeatures(text), label: label as string, weight: 1 }
  })

const train = async (scheme: StanceScheme) => {
  const own = await trainOwnHead(posts(scheme), { id: 'mine', scheme, language: 'en' }, encoder)
  return { ...own, model: own.model as HeadModel }
}

it.each([
  ['the labels of the encoder, whose scores it corrects', STANCE_SCHEME, true],
  ['labels of one’s own', OWN, false],
] as const)('learns %s, measured on other deals', async (_name, scheme, isCorrection) => {
  const own = await train(scheme)
  expect(own).toMatchObject({
    grouping: 'deal',
    foldCount: 5,
    groupCount: 8,
    model: { isCorrection, baseModel: 'small-encoder' },
  })
  expect(own.evaluation.models[0]?.measurement.macroF1.value).toBeGreaterThan(0.9)
  expect(own.majority.macroF1.value).toBeLessThan(0.6)
})

it('gives the same answers after its file was written and read', async () => {
  const { model } = await train(OWN)
  const file = JSON.parse(JSON.stringify(encodeHead(model, 'hash'))) as HeadFile
  const inputs = posts(OWN).map(({ features }) => ({ features, target: null }))
  const [before, after] = await Promise.all(
    [model, decodeHead(file)].map((each) => createHeadClassifier(each, encoder).score(inputs)),
  )
  for (const [index, scores] of (before ?? []).entries()) {
    for (const [label, score] of scores.entries())
      expect(after?.[index]?.[label]).toBeCloseTo(score, 5)
  }
  expect(decodeHead(file).scheme.labels).toEqual(OWN.labels)
})

it.each(['bias', 'centre', 'weights', 'temperature', 'members'])(
  'refuses a file without its %s',
  async (part) => {
    const { model } = await train(OWN)
    expect(() => decodeHead({ ...encodeHead(model, 'hash'), [part]: undefined })).toThrow(
      /MODEL_INVALID|expected the bias, centre and weights/,
    )
  },
)

describeStanceClassifier(
  'a head on an encoder',
  async () => createHeadClassifier((await train(STANCE_SCHEME)).model, encoder),
  {
    runs: 100,
  },
)
