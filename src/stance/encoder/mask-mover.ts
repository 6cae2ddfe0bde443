import { EVERYDAY_NAMES } from '../../deals/everyday-words.js'
import type { StanceInput } from '../stance-classifier.js'

/** A letter alone is a name only by its case, and too often none at all. */
const LEAST_NAME_LENGTH = 2

/** Compiled names of movers, emptied when there are more than any catalogue has. */
const patterns = new Map<string, RegExp | null>()
const MAX_PATTERNS = 10_000

/**
 * The same question about a mover of another name: the post and the target name it `alias` wherever they spell it out, so that
 * what the encoder knows of a company by its name cannot move an answer. Which of the companies is the mover stays plain.
 */
export function hideMover(input: StanceInput, alias: string): StanceInput {
  const { features, target } = input
  if (target === null || target.mover === '') return input
  let pattern = patterns.get(target.mover)
  if (pattern === undefined) {
    if (patterns.size >= MAX_PATTERNS) patterns.clear()
    patterns.set(target.mover, (pattern = compileMover(target.mover)))
  }
  const hide = (text: string): string => (pattern ? text.replace(pattern, alias) : text)
  return { features: { ...features, text: hide(features.text) }, target: { ...target, mover: alias, move: hide(target.move) } }
}

/** The whole name and its parts: `xAI/SpaceX` and `xAI (SpaceX)` are xAI and SpaceX. Null for a name without letters. */
function compileMover(mover: string): RegExp | null {
  const names = [mover, ...mover.split(/[()/]/).map((part) => part.trim())].filter((name) => name.length >= LEAST_NAME_LENGTH)
  if (!names.some((name) => /\p{L}/u.test(name))) return null
  const spellings = [...new Set(names)].sort((one, other) => other.length - one.length).map(spell)
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${spellings.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
}

/** In either case, but for names that are everyday words in small letters ("target", "block"). */
function spell(name: string): string {
  const letters = [...name].map((letter) => letter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  if (EVERYDAY_NAMES.has(name.toLowerCase())) return `(?:${letters.join('')}|${letters.join('').toUpperCase()})`
  return letters
    .map((letter) => (letter.toLowerCase() === letter.toUpperCase() ? letter : `[${letter.toLowerCase()}${letter.toUpperCase()}]`))
    .join('')
}
