import { expect, it } from 'vitest'
import {
  actorIn,
  isNamedAgain,
  ownerIn,
  shortNameHint,
  shortNameOf,
  strangerIn,
  withOwner,
} from '../../../src/shell/browser/short-name.js'

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

it.each([
  ["Toyota's deal with Volta", 'Toyota'],
  ['Marlow Foods’s new shops', 'Marlow Foods'],
  ["Sonos' radio", 'Sonos'],
  ['the deal with Volta', ''],
])('whose a short name is: %s', (title, owner) => {
  expect(ownerIn(title)).toBe(owner)
})

it.each([
  ["Toyota's cell deal", 'Toyota', 'Volta', "Volta's cell deal"],
  ['Toyota’s cell deal', 'Toyota', 'Sonos', "Sonos' cell deal"],
  ["Toyota's cell deal", 'Toyota', '', "Toyota's cell deal"],
  ['The cell deal', 'Toyota', 'Volta', 'The cell deal'],
])('a short name of another company: %s, %s, %s', (title, before, after, renamed) => {
  expect(withOwner(title, before, after)).toBe(renamed)
})

it.each([
  ['CATL', 'buys its battery cells from CATL', true],
  ['Orvane Solar', 'takes over the roofs of Orvane Solar.', true],
  ['Google', 'moves its photos to Google Cloud', false],
  ['Sonos', 'drops Sonos Radio', false],
  ['Hansung', 'kauft die Zellen bei Hansung', true],
  ['Volta Motors', 'Volta Motors buys cells', false],
])('a move that names its company again: %s, %s', (mover, move, isOther) => {
  expect(isNamedAgain(mover, move)).toBe(isOther)
})

it('shows how a short name will read', () => {
  expect(shortNameHint('Marlow’s', "Marlow's sale of its shops")).toBe(
    "It will read: … saw Marlow's sale of its shops as a retreat.",
  )
  expect(shortNameHint('Volta', 'The cell deal')).toBe(
    "It will read: … saw the move “The cell deal” as a retreat. Begin it with “Volta's” and no quotes are needed.",
  )
})

it.each([
  ["Volta's purchase of cells from Toyota", 'Toyota'],
  ["Volta's purchase of cells from CATL", ''],
  ["Volta's Big Bet", ''],
  ['the cell deal', ''],
])('a name that no text holds: %s', (title, name) => {
  expect(strangerIn(title, ['Volta', 'buys its cells from CATL'])).toBe(name)
})
