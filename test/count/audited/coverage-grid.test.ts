import { describe, expect, it } from 'vitest'
import { cellsOf, nameOf, PARTS } from '../../../scripts/coverage/cells.js'
import { holds, tallyPart } from '../../../scripts/coverage/draw-intervals.js'
import { classify, drawCrowd, drawOrder } from '../../../scripts/coverage/generate.js'
import { renderResults } from '../../../scripts/coverage/render-results.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'

/** `npm run coverage` draws 4,000 of each of 720 cells. */
const DRAWS = 104
const CELLS = ['N200 p0.02 icc0.3 zipf by-author n200', 'N200 p0.1 icc0.3 zipf independent n50', 'N2000 p0.3 icc0 equal by-author n100']

const chosen = PARTS.flatMap((part) => cellsOf(part).filter((cell) => CELLS.includes(nameOf(cell))))

describe('coverage of audited shares', () => {
  it('has a grid of 720 cells, of names of their own', () => {
    expect(new Set(PARTS.flatMap(cellsOf).map(nameOf)).size).toBe(720)
  })

  it.each(CELLS)(`%s: the interval holds (${DRAWS} draws)`, (name) => {
    const cell = chosen.find((one) => nameOf(one) === name)
    if (!cell) throw new Error(`expected ${name} in the grid`)
    const [result] = tallyPart(cell, [cell], DRAWS)
    const ours = result?.tallies.ours ?? { held: 0, width: 0 }
    expect(holds(ours, DRAWS), `${ours.held} of ${DRAWS}`).toBe(true)
    const alone = result?.tallies.alone ?? { held: 0, width: 0 }
    expect(ours.width, 'wider than without the model').toBeLessThanOrEqual(alone.width * 1.001)
    // A census closes it.
    expect(ours.width === 0).toBe(cell.labelCount === cell.postCount)
    expect(renderResults(result ? [result] : [])).toContain(`1 of 720 cells, ${DRAWS} draws each`)
  })

  it('draws a cell the same whichever others are drawn beside it', () => {
    const [cell] = chosen
    if (!cell) throw new Error('expected a cell')
    expect(tallyPart(cell, cellsOf(cell), 5)).toContainEqual(tallyPart(cell, [cell], 5)[0])
  })
})

describe('the generator', () => {
  it('draws shares, correlations and errors as asked', () => {
    const random = seededRandom(1)
    const part = { postCount: 20_000, share: 0.3, correlation: 0.3, authors: 'equal' } as const
    const crowd = drawCrowd(part, random)
    const hits = new Map<number, number[]>()
    for (const [post, author] of crowd.authorOf.entries()) {
      const list = hits.get(author) ?? []
      hits.set(author, list)
      list.push(crowd.truthOf[post] === 0 ? 0.7 : -0.3)
    }
    let [products, pairs] = [0, 0]
    for (const list of hits.values()) {
      const total = list.reduce((sum, value) => sum + value, 0)
      products += total ** 2 - list.reduce((sum, value) => sum + value ** 2, 0)
      pairs += list.length * (list.length - 1)
    }
    // Three standard errors: .3 (1 - .3) = .21 times the correlation.
    expect(Math.abs(products / pairs / 0.21 - 0.3)).toBeLessThan(0.04)
    expect(Math.abs(crowd.truthOf.filter((truth) => truth === 0).length / 20_000 - 0.3)).toBeLessThan(0.02)
    for (const errors of ['independent', 'by-author'] as const) {
      const rows = classify(crowd, errors, random)
      const wrong = Array.from(crowd.truthOf).filter((truth, post) => (rows[truth]?.[post] ?? 0) < 0.5).length
      expect(Math.abs(wrong / 20_000 - 0.2)).toBeLessThan(0.02)
    }
  })

  it('gives the author of rank r a part in proportion to r^-1.2', () => {
    const { authorOf } = drawCrowd({ postCount: 20_000, share: 0.3, correlation: 0, authors: 'zipf' }, seededRandom(2))
    const count = (author: number): number => authorOf.filter((one) => one === author).length
    expect(Math.abs(count(0) / count(1) / 2 ** 1.2 - 1)).toBeLessThan(0.1)
  })

  it('draws every post at most once, each as often', () => {
    const random = seededRandom(3)
    const counts = new Array<number>(6).fill(0)
    for (let run = 0; run < 3000; run++) {
      const order = drawOrder(6, 2, random)
      expect(new Set(order).size).toBe(2)
      for (const post of order) counts[post] = (counts[post] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(100)
  })
})
