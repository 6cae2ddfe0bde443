import fc from 'fast-check'
import { expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { CueTable } from '../../../../src/judge/stance/linear/cue-table.js'
import {
  fillStructureFeatures,
  structureFeatureNames,
} from '../../../../src/judge/stance/linear/structure-features.js'
import { CODE_POINT } from '../../../support/code-point.js'
import { forAny } from '../../../support/for-any.js'
import { NEITHER, PIVOT, RETREAT, SMALL_CUES } from '../small-posts.js'

const NAMES = structureFeatureNames(STANCE_SCHEME)
const cues = new CueTable(SMALL_CUES, STANCE_SCHEME)

/** The non-zero features of a post, by name. */
function featuresOf(text: string, parent: string | null = null): Record<string, number> {
  const features = extractTextFeatures(text, parent)
  const values = new Float64Array(NAMES.length)
  fillStructureFeatures(
    features,
    cues.sums(features),
    features.parent ? cues.sums(features.parent) : null,
    cues.sides,
    values,
  )
  return Object.fromEntries(
    NAMES.flatMap((name, index) => (values[index] === 0 ? [] : [[name, values[index] as number]])),
  )
}

it('have a name each, the cues of each label last', () => {
  expect(new Set(NAMES).size).toBe(NAMES.length)
  expect(NAMES.slice(-3)).toEqual([
    `cues for ${RETREAT}`,
    `cues for ${PIVOT}`,
    `cues for ${NEITHER}`,
  ])
})

it.each([
  { text: 'wow!', name: 'exclamation mark', value: 1 },
  { text: 'why? because', name: 'question mark', value: 1 },
  { text: 'really?', name: 'ends with a question mark', value: 1 },
  { text: 'well...', name: 'ellipsis', value: 1 },
  { text: 'well…', name: 'ellipsis', value: 1 },
  { text: 'THEY LOST this race', name: 'shouting', value: 0.5 },
  { text: 'the USA lost', name: 'shouting', value: undefined },
  { text: 'lol no', name: 'laughter', value: 1 },
  { text: 'up 🚀', name: 'emoji', value: 1 },
  { text: 'too long, they said', name: 'at most three words', value: undefined },
  { text: 'too long', name: 'at most three words', value: 1 },
  { text: 'a “win”', name: 'quotation', value: 1 },
  { text: 'see https://t.co/Ab1', name: 'link', value: 1 },
  { text: 'down 41 today', name: 'number', value: 1 },
  { text: 'great deal /s', name: 'irony mark', value: 1 },
  { text: 'and/so on', name: 'irony mark', value: undefined },
  { text: '@one hello', name: 'addresses someone', value: 1 },
  { text: 'exactly that', name: 'agrees at the start', value: 1 },
  { text: '@one exactly', name: 'agrees at the start', value: 1 },
  { text: 'not exactly', name: 'agrees at the start', value: undefined },
  { text: 'nonsense', name: 'objects at the start', value: 1 },
])('"$text": $name is $value', ({ text, name, value }) => {
  expect(NAMES).toContain(name)
  expect(featuresOf(text)[name]).toBe(value)
})

it('balance the cues of the second side against the first', () => {
  expect(featuresOf('a white flag')['cue balance of the sides']).toBe(-0.5)
  expect(featuresOf('a long game')['cue balance of the sides']).toBe(0.5)
  expect(featuresOf('a white flag in a long game')['cue balance of the sides']).toBeUndefined()
})

it('combine the opening with the parent’s lean', () => {
  const agreeing = featuresOf('exactly', 'A white flag.')
  expect(agreeing['parent leans']).toBe(-0.5)
  expect(agreeing['agrees with a leaning parent']).toBe(-0.5)
  expect(agreeing['objects to a leaning parent']).toBeUndefined()
  expect(featuresOf('nonsense', 'A long game.')['objects to a leaning parent']).toBe(0.5)
  expect(featuresOf('exactly')['parent leans']).toBeUndefined()
})

it('lie in [-1, 1] for any post', () => {
  const text = fc.oneof(
    fc.string({ unit: CODE_POINT, maxLength: 80 }),
    fc.constantFrom('smart '.repeat(40), 'THEY LOST!?… '.repeat(30), '@a'),
  )
  forAny(text, fc.option(text), (own, parent) => {
    for (const value of Object.values(featuresOf(own, parent)))
      expect(value >= -1 && value <= 1).toBe(true)
  })
})
