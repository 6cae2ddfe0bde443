import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { evaluateAnswers } from '../../../../src/count/evaluate/measure.js'
import { renderModelFigures } from '../../../../src/say/facts/model-figures.js'
import { disclosedFiguresOf, readKeptFigures, readMergedFigures } from '../../../../src/shell/node/model/measure-models.js'
import { NEITHER, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { newFolder } from '../../cli/cli-harness.js'

const predictions = [RETREAT, PIVOT, NEITHER, RETREAT].map((label, index) => ({
  id: `p${index}`,
  clusterId: `c${index}`,
  goldLabel: label,
  predictedLabel: RETREAT,
  lean: RETREAT,
  probabilities: Float64Array.from([0.6, 0.3, 0.1]),
}))
const evaluationOn = (on: string) => ({
  on,
  weights: 'shipped' as const,
  models: ['mine', 'other'].map((model) => evaluateAnswers(model, predictions, STANCE_SCHEME)),
})

describe('readMergedFigures', () => {
  it('adds the sets of one model after those in the file', async () => {
    const folder = newFolder()
    const first = await readMergedFigures(folder.path('figures.json'), 'mine', [evaluationOn('one'), evaluationOn('two')])
    expect(first.model).toBe('mine')
    expect(first.sets.map(({ on, postCount }) => [on, postCount])).toEqual([
      ['one', 4],
      ['two', 4],
    ])
    folder.write('figures.json', renderModelFigures(first))
    const second = await readMergedFigures(folder.path('figures.json'), 'mine', [evaluationOn('two'), evaluationOn('three')])
    expect(second.sets.map(({ on }) => on)).toEqual(['one', 'two', 'three'])
  })

  it('keeps who gave the labels of a set, and what the model was trained on', async () => {
    const folder = newFolder()
    const first = await readMergedFigures(folder.path('figures.json'), 'mine', [evaluationOn('one')])
    const told = { ...first, training: '300 tweets', sets: first.sets.map((set) => ({ ...set, labels: 'two readers' })) }
    folder.write('figures.json', renderModelFigures(told))
    const second = await readMergedFigures(folder.path('figures.json'), 'mine', [evaluationOn('one'), evaluationOn('two')])
    expect([second.training, second.sets.map(({ labels }) => labels)]).toEqual(['300 tweets', ['two readers', undefined]])
  })

  it('rejects a file with other content', async () => {
    const folder = newFolder()
    await expect(readMergedFigures(folder.write('notes.json', '{}'), 'mine', [])).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })
})

it('a disclosure tells of the model that another learnt from', async () => {
  expect((await disclosedFiguresOf({ model: 'stack-en+learnt.3f2a9c1e' }))?.model).toBe('stack-en')
  expect(await disclosedFiguresOf({ model: null })).toBeNull()
})

describe('readKeptFigures', () => {
  it.each(['stack-en', 'linear-en'])('finds the figures of %s, real posts first', async (model) => {
    const figures = await readKeptFigures(model)
    expect(figures?.model).toBe(model)
    expect(figures?.sets[0]?.on).toMatch(/^real posts/)
    expect(figures?.training).toMatch(/^posts that language models composed/)
    expect(figures?.sets[0]?.labels).toContain('language models of one family')
    expect(figures?.sets.every(({ accuracy }) => accuracy !== null)).toBe(true)
  })

  it.each(['majority', 'no-such-model', '../../etc'])('is null for %s', async (model) => {
    expect(await readKeptFigures(model)).toBeNull()
  })
})
