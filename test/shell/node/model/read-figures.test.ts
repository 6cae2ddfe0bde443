import { describe, expect, it } from 'vitest'
import { disclosedFiguresOf, keptFiguresOf } from '../../../../src/shell/node/model/kept-figures.js'

it('a disclosure tells of the model that another learnt from', async () => {
  expect((await disclosedFiguresOf({ model: 'stance-en+learnt.3f2a9c1e' }))?.model).toBe(
    'stance-en',
  )
  expect(await disclosedFiguresOf({ model: null })).toBeNull()
})

describe('keptFiguresOf', () => {
  it.each(['stance-en', 'linear-en'])(
    'finds the figures of %s, real posts first',
    async (model) => {
      const figures = await keptFiguresOf({ model })
      expect(figures?.model).toBe(model)
      expect(figures?.sets[0]?.on).toMatch(/^real posts/)
      expect(figures?.training).toMatch(/^[\d,]+ public posts on \d+ moves that language models/)
      expect(figures?.sets[0]?.labels).toContain('language models of one family')
      expect(figures?.sets.every(({ accuracy }) => accuracy !== null)).toBe(true)
    },
  )

  it.each(['sentiment', 'no-such-model', '../../etc'])('is null for %s', async (model) => {
    expect(await keptFiguresOf({ model })).toBeNull()
  })
})
