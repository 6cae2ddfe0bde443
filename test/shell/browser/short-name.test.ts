import { expect, it } from 'vitest'
import { shortNameOf } from '../../../src/shell/browser/short-name.js'

it.each([
  ['Sonos', 'Sonos launches a radio.', "Sonos' move to launch a radio"],
  ['xAI/SpaceX', 'carries freight; for now', "xAI's move to carry freight"],
  ['Kodak', 'sale of its film unit', ''],
  ['Kodak', 'has sold film', ''],
])('the name of a move: %s, %s', (mover, move, name) => {
  expect(shortNameOf(mover, move)).toBe(name)
})
