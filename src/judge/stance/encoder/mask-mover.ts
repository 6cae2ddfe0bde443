import { EVERYDAY_NAMES } from '../../deals/everyday-words.js'
import type { StanceInput } from '../stance-classifier.js'

/** A single letter is a name only by its case, and often is not one. */
const MIN_NAME_LENGTH = 2

/** Patterns by mover. Cleared when full; no catalogue has this many movers. */
const patterns = new Map<string, RegExp | null>()
const MAX_PATTERNS = 10_000

/**
 * Replaces the mover's name by `alias` in the post and the target, so that the encoder's knowledge of a company cannot affect an answer.
 * The target still shows which company is the mover.
 */
export function maskMover(input: StanceInput, alias: string): StanceInput {
  const { features, target } = input
  if (target === null || target.mover === '') return input
  let pattern = patterns.get(target.mover)
  if (pattern === undefined) {
    if (patterns.size >= MAX_PATTERNS) patterns.clear()
    patterns.set(target.mover, (pattern = moverPattern(target.mover)))
  }
  const hide = (text: string): string => (pattern ? text.replace(pattern, alias) : text)
  return { features: { ...features, text: hide(features.text) }, target: { ...target, mover: alias, move: hide(target.move) } }
}

/** Matches the whole name and its parts: `xAI/SpaceX` and `xAI (SpaceX)` both match xAI and SpaceX. Null for a name without letters. */
function moverPattern(mover: string): RegExp | null {
  const names = [mover, ...mover.split(/[()/]/).map((part) => part.trim())].filter((name) => name.length >= MIN_NAME_LENGTH)
  if (!names.some((name) => /\p{L}/u.test(name))) return null
  const spellings = [...new Set(names)].sort((one, other) => other.length - one.length).map(spellingPattern)
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${spellings.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
}

/** Matches any case, except that names which are everyday words in lower case ("target", "block") must be capitalised. */
function spellingPattern(name: string): string {
  const letters = [...name].map((letter) => letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  if (EVERYDAY_NAMES.has(name.toLowerCase())) return `(?:${letters.join('')}|${letters.join('').toUpperCase()})`
  return letters
    .map((letter) => (letter.toLowerCase() === letter.toUpperCase() ? letter : `[${letter.toLowerCase()}${letter.toUpperCase()}]`))
    .join('')
}
