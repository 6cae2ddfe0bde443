import { sha256OfText } from '../../base/text/sha256-text.js'
import { hashWords } from '../../base/thread/unit-key.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { listUnits, type PopulationUnit } from './list-units.js'

/** Hex digits of the seed: 52 bits, so that every seed is a whole number that JSON holds. */
const SEED_DIGITS = 13
/**
 * Names a population of judgements by what is judged: thread, post, deal and text of each, whatever a model says of them and in whatever
 * order they stand. Two scored files of the same posts on the same deals have the same. Gives SHA-256, 64 hex digits.
 */
export function hashPopulation(posts: readonly ScoredPost[]): string {
  return sortPopulation(posts).sha256
}

/** A population in the order of its keys. */
export interface SortedPopulation {
  readonly posts: readonly ScoredPost[]
  readonly units: readonly PopulationUnit[]
  /** See {@link hashPopulation}; found once it is asked for. */
  readonly sha256: string
}

/** Throws as `listUnits` does. */
export function sortPopulation(posts: readonly ScoredPost[]): SortedPopulation {
  const units = listUnits(posts).sort((one, other) => (one.key < other.key ? -1 : 1))
  let sha256: string | null = null
  return {
    posts,
    units,
    get sha256() {
      sha256 ??= sha256OfText(units.map(({ key, post }) => `${key} ${hashWords(post.text)}\n`).join(''))
      return sha256
    },
  }
}

/** The seed of a sample that nobody chose, from the hash of its population. */
export const seedOfPopulation = (populationSha256: string): number => Number.parseInt(populationSha256.slice(0, SEED_DIGITS), 16)
