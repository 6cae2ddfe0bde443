import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { evaluateAnswers } from '../../../../src/count/evaluate/measure.js'
import { renderModelFigures } from '../../../../src/say/facts/model-figures.js'
import { readKeptFigures, readMergedFigures } from '../../../../src/shell/node/model/measure-models.js'
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

  it('rejects a file with other content', async () => {
    const folder = newFolder()
    await expect(readMergedFigures(folder.write('notes.json', '{}'), 'mine', [])).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })
})

describe('readKeptFigures', () => {
  it.each(['stack-en', 'linear-en'])('finds the figures of %s, real posts first', async (model) => {
    const figures = await readKeptFigures(model)
    expect(figures?.model).toBe(model)
    expect(figures?.sets[0]?.on).toMatch(/^real posts/)
    expect(figures?.sets.every(({ accuracy }) => accuracy !== null)).toBe(true)
  })

  it.each(['majority', 'no-such-model', '../../etc'])('is null for %s', async (model) => {
    expect(await readKeptFigures(model)).toBeNull()
  })
})
