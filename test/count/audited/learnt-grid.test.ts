import { describe, expect, it } from 'vitest'
import { LEARNT_CELLS, learntNameOf, READERS } from '../../../scripts/coverage/learnt/cells.js'
import { drawLearnt } from '../../../scripts/coverage/learnt/draw-learnt.js'
import { LEARNT_HEADING, renderLearnt } from '../../../scripts/coverage/learnt/render-learnt.js'
import { tallyLearnt } from '../../../scripts/coverage/learnt/tally-learnt.js'
import { holds } from '../../../scripts/coverage/tally.js'

/** `npm run coverage -- --learnt` draws more of each of 72 cells. */
const DRAWS = 30
const CELLS = ['N200 p0.3 tilted n30', 'N200 p0.1 calibrated n20']

describe('coverage of shares whose model learnt from the sample', () => {
  it('has a grid of 72 cells, of names of their own, for every kind of classifier', () => {
    expect(new Set(LEARNT_CELLS.map(learntNameOf)).size).toBe(72)
    expect(new Set(LEARNT_CELLS.map(({ reader }) => reader))).toEqual(new Set(Object.keys(READERS)))
  })

  it.each(CELLS)(`%s: the intervals hold, and are no wider than without learning (${DRAWS} draws)`, (name) => {
    const cell = LEARNT_CELLS.find((one) => learntNameOf(one) === name)
    if (!cell) throw new Error(`expected ${name} in the grid`)
    const result = tallyLearnt(cell, DRAWS)
    const { ours, today } = result.tallies
    for (const [label, held] of ours.held.entries()) {
      expect(holds({ held, width: 0 }, DRAWS), `label ${label}: ${held} of ${DRAWS}`).toBe(true)
      expect(ours.width[label]).toBeLessThanOrEqual(today.width[label] ?? 0)
    }
    const page = renderLearnt([result])
    expect(page.startsWith(LEARNT_HEADING)).toBe(true)
    expect(page).toContain(`1 of 72 cells, ${DRAWS} draws each at least`)
  })

  it('draws a cell the same again', () => {
    const [cell] = LEARNT_CELLS
    if (!cell) throw new Error('expected a cell')
    expect(drawLearnt(cell, 7)).toEqual(drawLearnt(cell, 7))
  })
})
