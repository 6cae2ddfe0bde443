/** What a name is in a deal. */
export type Role = 'alias' | 'mover' | 'counterparty' | 'party'

/** What compiling a catalogue takes from a deal. */
export interface DealWords {
  /** Every name once: its normalised tokens joined by spaces, its original spelling, the same without spaces and signs, and its role. */
  readonly names: readonly (readonly [key: string, written: string, compact: string, role: Role])[]
  /** Stems of the move, without the names. */
  readonly stems: readonly string[]
  /** Normalised tokens of the move, each between spaces. */
  readonly sentence: string
}

/**
 * Words of deals by `wordKeyOf`. Empty when run from the sources. The bundle for Node replaces this module with the words of its own
 * catalogue, to save compiling them at each start.
 */
export const knownDeals = (): Readonly<Record<string, DealWords>> => ({})
