import { expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { type Cue, CueTable } from '../../../../src/judge/stance/linear/cue-table.js'
import { NEITHER, PIVOT, RETREAT } from '../small-posts.js'

const CUES: readonly Cue[] = [
  { cue: 'white flag', side: RETREAT, weight: 1 },
  { cue: 'white', side: NEITHER, weight: 0.25 },
  { cue: 'desperate', side: RETREAT, weight: 0.75 },
  { cue: 'smart', side: PIVOT, weight: 0.5 },
  { cue: 'filing', side: NEITHER, weight: 0.5 },
]
const table = new CueTable(CUES, STANCE_SCHEME)
const sumsOf = (text: string, of = table) => [...of.sums(extractTextFeatures(text))]

it.each([
  { text: 'a white flag', sums: [1, 0, 0] },
  { text: 'a white page', sums: [0, 0, 0.25] },
  { text: 'WHITE FLAG, desperate', sums: [1.75, 0, 0] },
  { text: 'smart and smart', sums: [0, 1, 0] },
  { text: 'nothing here', sums: [0, 0, 0] },
  { text: '', sums: [0, 0, 0] },
  { text: '__proto__ constructor toString', sums: [0, 0, 0] },
  { text: '@smart @desperate hello', sums: [0, 0, 0] },
  // Within three words after a negation: a cue for a side turns, and every cue has half its
  // strength.
  { text: 'not smart', sums: [0.25, 0, 0] },
  { text: 'not a very smart move', sums: [0.25, 0, 0] },
  { text: 'not at all as they said smart', sums: [0, 0.5, 0] },
  { text: 'never desperate', sums: [0, 0.375, 0] },
  { text: 'no filing', sums: [0, 0, 0.25] },
])('sums the longest cues of "$text", but none of leading handles', ({ text, sums }) => {
  expect(sumsOf(text)).toEqual(sums)
})

it('ignores cues for labels outside the scheme', () => {
  const other = createScheme({
    id: 'other',
    labels: [PIVOT, 'bad'],
    sides: ['bad', PIVOT],
    neutral: null,
  })
  const own = new CueTable(CUES, other)
  expect(own.sides).toEqual([1, 0])
  expect(sumsOf('a white flag, smart', own)).toEqual([0.5, 0])
  expect(sumsOf('not smart', own)).toEqual([0, 0.25])
})
