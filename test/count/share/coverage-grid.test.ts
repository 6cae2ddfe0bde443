import { describe, expect, it } from 'vitest'
import { cellsOf, EXPLAINED, nameOf, PARTS } from '../../../scripts/coverage/cells.js'
import { holds, tallyPart } from '../../../scripts/coverage/draw-intervals.js'
import { classify, drawCrowd, drawOrder } from '../../../scripts/coverage/generate.js'
import { renderResults } from '../../../scripts/coverage/render-results.js'
import { mean, sum, variance } from '../../../src/base/statistics/estimate/mean.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'

/** `npm run coverage` draws 4,000 of each of 240 cells. */
const DRAWS = 104
const CELLS = [
  'N200 p0.02 clustered R2 0.6 n200',
  'N200 p0.15 clustered R2 0.3 n50',
  'N2000 p0.3 even R2 0.85 n100',
]

const chosen = PARTS.flatMap((part) => cellsOf(part).filter((cell) => CELLS.includes(nameOf(cell))))

describe('coverage of audited shares', () => {
  it('has a grid of 240 cells, of names of their own', () => {
    expect(new Set(PARTS.flatMap(cellsOf).map(nameOf)).size).toBe(240)
  })

  it.each(CELLS)(`%s: the interval holds (${DRAWS} draws)`, (name) => {
    const cell = chosen.find((one) => nameOf(one) === name)
    if (!cell) throw new Error(`expected ${name} in the grid`)
    const [result] = tallyPart(cell, [cell], DRAWS)
    if (!result) throw new Error('expected a result')
    const { ours, assisted } = result.tallies
    expect(holds(ours), `${ours.held} of ${ours.count}`).toBe(true)
    expect(holds(assisted), `${assisted.held} of ${assisted.count}`).toBe(true)
    if (cell.explained === EXPLAINED.at(-1))
      expect([assisted.count, assisted.width < ours.width * 0.7]).toEqual([DRAWS, true])
    // A census closes it.
    expect(ours.width === 0).toBe(cell.labelCount === cell.postCount)
    expect(renderResults([result])).toContain(`1 of 240 cells, ${DRAWS} draws each`)
  })

  it('draws a cell the same whichever others are drawn beside it', () => {
    const [cell] = chosen
    if (!cell) throw new Error('expected a cell')
    expect(tallyPart(cell, cellsOf(cell), 5)).toContainEqual(tallyPart(cell, [cell], 5)[0])
  })
})

describe('the generator', () => {
  it('draws posts of one author that correlate', () => {
    const random = seededRandom(1)
    const crowd = drawCrowd({ postCount: 40_000, share: 0.3, crowd: 'clustered' }, random)
    const hits = new Map<number, number[]>()
    for (const [post, author] of crowd.authorOf.entries()) {
      const list = hits.get(author) ?? []
      hits.set(author, list)
      list.push(crowd.truthOf[post] === 0 ? 0.7 : -0.3)
    }
    // Each author counts once: the first ones write most of the posts.
    const products = [...hits.values()].flatMap((list) => {
      const total = sum(list)
      return list.length < 2
        ? []
        : [(total ** 2 - sum(list.map((value) => value ** 2))) / (list.length * (list.length - 1))]
    })
    // .3 (1 - .3) = .21 times the correlation.
    expect(Math.abs((mean(products) ?? 0) / 0.21 - 0.3)).toBeLessThan(0.04)
  })

  it.each(EXPLAINED)(
    'makes a classifier that explains %s of the variance of the label',
    (explained) => {
      const random = seededRandom(4)
      const crowd = drawCrowd({ postCount: 20_000, share: 0.3, crowd: 'even' }, random)
      const [proxies = new Float64Array()] = classify(crowd, { explained, crowd: 'even' }, random)
      const hits = Float64Array.from(crowd.truthOf, (truth) => Number(truth === 0))
      const both = Float64Array.from(hits, (hit, post) => hit + (proxies[post] as number))
      expect(Math.abs((mean([...hits]) ?? 0) - 0.3)).toBeLessThan(0.02)
      const [one, other, joint] = [hits, proxies, both].map(
        (values) => variance([...values]) ?? 0,
      ) as [number, number, number]
      expect(Math.abs((joint - one - other) ** 2 / (4 * one * other) - explained)).toBeLessThan(
        0.025,
      )
    },
  )

  it('gives the author of rank r a part in proportion to r^-1.2', () => {
    const { authorOf } = drawCrowd(
      { postCount: 20_000, share: 0.3, crowd: 'clustered' },
      seededRandom(2),
    )
    const count = (author: number) => authorOf.filter((one) => one === author).length
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
