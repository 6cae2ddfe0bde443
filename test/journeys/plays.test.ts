import { expect, it } from 'vitest'
import { CORRECTIONS, correctionFaults } from './plays/check-correction.js'
import { faultsOf } from './plays/check-play.js'
import { makeScene } from './plays/make-scene.js'
import { PLAYS } from './plays/plays.js'

it.each(PLAYS)('$name: every output says what the labels show', (play) => {
  expect(faultsOf(makeScene(play))).toEqual([])
})

it.each(CORRECTIONS)('a correction: $name', (correction) => {
  const { before, after } = correction
  const scenes = [before, { ...before, ...after }].map(makeScene)
  expect(correctionFaults(correction, scenes as never)).toEqual([])
})

it('are 129 or more, each with a name of its own', () => {
  expect(PLAYS.length).toBeGreaterThanOrEqual(129)
  expect(new Set(PLAYS.map(({ name }) => name)).size).toBe(PLAYS.length)
})
