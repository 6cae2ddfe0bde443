import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkFigures, gatherFigures } from '../scripts/figures/check-figures.js'

const read = (path: string): string => readFileSync(path, 'utf8')
const figures = gatherFigures(
  readdirSync('models').filter((name) => existsSync(join('models', name, 'figures.json'))),
  read,
)

it('pages say of the models what their figures say', () => {
  expect(checkFigures(figures, read).faults).toEqual([])
})

it('a figure that changes is found on every page that tells it, and mended there alone', () => {
  const { value, low, high } = figures.get('stance-en.real.macroF1') as {
    value: number
    low: number
    high: number
  }
  const changed = new Map([
    ...figures,
    ['stance-en.real.macroF1', { value: value + 0.011, low, high: high + 0.02 }],
  ] as const)
  const { faults, mended } = checkFigures(changed, read)
  expect([...mended.keys()].sort()).toEqual([
    'README.md',
    'models/README.md',
    'models/stance-en/card.md',
  ])
  expect(faults).toHaveLength(3)
  const now = (value + 0.011).toFixed(3)
  const before = value.toFixed(3)
  expect(faults[0]).toMatch(new RegExp(`README\\.md: expected “.*${now}.*”, got “.*${before}.*”`))
  const after = (path: string): string => mended.get(path) ?? read(path)
  expect(after('README.md')).toContain(
    `| ${now} | ${low.toFixed(3)} to ${(high + 0.02).toFixed(3)} |`,
  )
  expect(checkFigures(changed, after).faults).toEqual([])
})

it('a sentence that is gone is told', () => {
  const { faults } = checkFigures(figures, (path) => (path === 'README.md' ? '' : read(path)))
  expect(faults[0]).toMatch(/^README\.md: expected “.+”, got no such sentence/)
})
