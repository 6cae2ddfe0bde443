import { expect, it } from 'vitest'
import { actorIn, shortNameOf } from '../../../src/shell/browser/short-name.js'

it.each([
  ['Sonos', 'Sonos launches a radio.', "Sonos' move to launch a radio"],
  ['xAI/SpaceX', 'carries freight; for now', "xAI's move to carry freight"],
  ['Kodak', 'sale of its film unit', ''],
  ['Kodak', 'has sold film', ''],
])('the name of a move: %s, %s', (mover, move, name) => {
  expect(shortNameOf(mover, move)).toBe(name)
})

it.each([
  ['Volta Motors buys its cells from CATL', 'Volta Motors'],
  ['buys its cells from CATL', ''],
  ['Google Cast support ends', ''],
  ['Verkauf der Docks', ''],
])('who acts in a move: %s', (move, actor) => {
  expect(actorIn(move)).toBe(actor)
})
