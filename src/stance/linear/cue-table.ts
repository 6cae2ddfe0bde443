import type { PostFeatures } from '../../features/post-features.js'
import type { Token } from '../../features/token.js'
import type { CueSums } from './structure-features.js'

/** One line of the cue lexicon: words that mostly speak for one side. */
export interface Cue {
  /** One to five words, lower case, as tokens with single spaces. */
  readonly cue: string
  /** The side's label. */
  readonly side: string
  /** Strength in (0, 1]. */
  readonly weight: number
  /** Why it stands here: the idiom's field. */
  readonly origin: string
}

const NEGATIONS: ReadonlySet<string> = new Set(['not', 'no', 'never', 'hardly', 'without', 'cannot'])
const MAX_CUE_WORDS = 5

/** A found cue: tokens `[firstToken, lastToken]`, both inclusive. */
export interface CueHit {
  readonly firstToken: number
  readonly lastToken: number
  readonly side: number
  readonly weight: number
}

/** Finds cues in posts: longest first, and turned to half strength for the other side within three words after a negation. */
export class CueTable {
  readonly #cues = new Map<string, { side: number; weight: number }>()
  readonly #openings = new Set<string>()

  /** @param sides the scheme's first two sides; cues for other labels are left out */
  constructor(cues: readonly Cue[], sides: readonly string[]) {
    for (const { cue, side, weight } of cues) {
      const sideIndex = sides.indexOf(side)
      if (sideIndex !== 0 && sideIndex !== 1) continue
      this.#cues.set(cue, { side: sideIndex, weight })
      this.#openings.add(cue.split(' ', 1)[0] as string)
    }
  }

  find(features: PostFeatures): CueHit[] {
    const { tokens, addresseeTokenCount } = features
    const hits: CueHit[] = []
    let negatedUntil = -1
    for (let start = addresseeTokenCount; start < tokens.length; start++) {
      const first = (tokens[start] as Token).normal
      if (this.#openings.has(first)) {
        const hit = this.#longestAt(tokens, start)
        if (hit) {
          const negated = start <= negatedUntil
          hits.push(negated ? { ...hit, side: 1 - hit.side, weight: hit.weight / 2 } : hit)
          start = hit.lastToken
          continue
        }
      }
      if (NEGATIONS.has(first)) negatedUntil = start + 3
    }
    return hits
  }

  #longestAt(tokens: readonly Token[], start: number): CueHit | null {
    let phrase = ''
    let found: CueHit | null = null
    for (let end = start; end < tokens.length && end < start + MAX_CUE_WORDS; end++) {
      phrase = end === start ? (tokens[end] as Token).normal : `${phrase} ${(tokens[end] as Token).normal}`
      const cue = this.#cues.get(phrase)
      if (cue) found = { firstToken: start, lastToken: end, ...cue }
    }
    return found
  }

  sums(features: PostFeatures): CueSums {
    const sums: [number, number] = [0, 0]
    for (const { side, weight } of this.find(features)) sums[side as 0 | 1] += weight
    return sums
  }
}
