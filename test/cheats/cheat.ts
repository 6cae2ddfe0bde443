import type { Claim } from '../../src/say/cite/cite.js'
import type { Desk } from './cheat-harness.js'

/** What a cheat got printed. */
export interface Played {
  readonly claim?: Claim
  /** What another command said. */
  readonly text?: string
  /** True labels of the posts that the sentence speaks of; those of the desk's world where absent. */
  readonly truth?: ReadonlyMap<string, string>
  /** Whether the cheat could change nothing, so that a true sentence is right. */
  readonly isPowerless?: boolean
}

type Play = (desk: Desk) => Promise<Played>

export interface Cheat {
  readonly play: Play
  /** The words in sentence, footnote or cautions that tell. */
  readonly tells?: RegExp
}

/** One that nothing tells of is a function. */
export type Cheats = { readonly [name: string]: Cheat | Play }

/** A cheat that these words tell of. */
export const told = (tells: RegExp, play: Play): Cheat => ({ tells, play })
