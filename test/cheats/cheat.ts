import type { Claim } from '../../src/say/cite/cite.js'
import type { Desk } from './cheat-harness.js'

/** What a cheat got printed. */
export interface Played {
  readonly claim: Claim
  /** True labels of the posts that the sentence speaks of; those of the desk's world where absent. */
  readonly truth?: ReadonlyMap<string, string>
  /** Whether the cheat could change nothing, so that a true sentence is right. */
  readonly isPowerless?: boolean
}

export interface Cheat {
  play(desk: Desk): Promise<Played>
  /** The words in sentence, footnote or cautions that tell. */
  readonly tells?: RegExp
}

export type Cheats = { readonly [name: string]: Cheat }
