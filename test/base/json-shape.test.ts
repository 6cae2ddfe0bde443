import * as v from 'valibot'
import { expect, it } from 'vitest'
import {
  COUNT,
  checkShape,
  listOf,
  objectOf,
  oneOf,
  SHARE,
  strictObjectOf,
  TEXT,
} from '../../src/base/json-shape.js'

const SHAPE = objectOf({
  name: TEXT,
  kind: oneOf('plain', 'fancy'),
  parts: listOf(strictObjectOf({ count: COUNT, share: v.nullable(SHARE) })),
})
const FAULT = { code: 'SCORED_INVALID', advice: 'Give the file unchanged.' } as const
const check = (value: unknown) => checkShape(SHAPE, value, 'a.json', 'the file', FAULT)
const sound = { name: 'a', kind: 'plain', parts: [{ count: 1, share: null }], more: true }

it('returns the same value, including fields outside the shape', () => {
  expect(check(sound)).toBe(sound)
})

it.each([
  [7, 'expected the file to be an object, got 7 (a.json). Give the file unchanged.'],
  [[], 'expected the file to be an object, got [] (a.json).'],
  [{ ...sound, name: undefined }, 'expected name, got nothing (a.json).'],
  [{}, 'expected name, got nothing (a.json).'],
  [{ ...sound, name: 3 }, 'expected name to be a string, got 3 (a.json).'],
  [{ ...sound, kind: 'odd' }, 'expected kind to be one of plain, fancy, got "odd" (a.json).'],
  [{ ...sound, parts: {} }, 'expected parts to be a list, got {} (a.json).'],
  [
    { ...sound, parts: [{ count: 1.5, share: 0 }] },
    'expected parts[0].count to be a whole number, got 1.5 (a.json).',
  ],
  [
    { ...sound, parts: [sound.parts[0], { count: 1, share: 2 }] },
    'expected parts[1].share to be a number from 0 to 1, got 2 (a.json).',
  ],
  [
    { ...sound, parts: [{ count: 1, share: 0, odd: 1 }] },
    'expected no field "parts[0].odd", got "odd" (a.json).',
  ],
])('names the first field of %j that does not fit', (value, message) => {
  expect(() => check(value)).toThrow(
    expect.objectContaining({ code: 'SCORED_INVALID', context: { where: 'a.json' } }),
  )
  expect(() => check(value)).toThrow(message)
})
