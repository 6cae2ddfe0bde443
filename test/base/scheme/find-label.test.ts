import { expect, it } from 'vitest'
import { labelFinder } from '../../../src/base/scheme/find-label.js'

const findLabel = labelFinder(['retreat', 'shrewd pivot', 'neither'])

it.each([
  ['shrewd pivot', 'shrewd pivot'],
  ['SHREWD PIVOT', 'shrewd pivot'],
  ['shrewd-pivot', 'shrewd pivot'],
  ['Shrewd_Pivot', 'shrewd pivot'],
  ['ShrewdPivot', 'shrewd pivot'],
  [' Retreat. ', 'retreat'],
  ['skipped', null],
  ['Unreadable', null],
  ['retreet', undefined],
  ['', undefined],
])('labelFinder takes %j for %j', (written, label) => {
  expect(findLabel(written)).toBe(label)
})

it('labelFinder prefers what stands in the scheme, letter by letter', () => {
  const findTwo = labelFinder(['Doubt', 'doubt', 'skipped'])
  expect([findTwo('doubt'), findTwo('Doubt'), findTwo('DOUBT'), findTwo('skipped')]).toEqual([
    'doubt',
    'Doubt',
    'Doubt',
    'skipped',
  ])
})
