import type { PostFeatures } from '../../features/post-features.js'
import type { Token } from '../../features/token.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { CueSums } from './structure-features.js'

/** One line of the cue lexicon: words that mostly speak for one label. */
export interface Cue {
  /** One to five words, lower case, as tokens with single spaces. */
  readonly cue: string
  /** The label, a side or the neutral one. */
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
  /** Place of the label in the scheme. */
  readonly label: number
  readonly weight: number
}

/** Finds cues in posts: longest first; within three words after a negation a cue for a side speaks for the other, at half strength. */
export class CueTable {
  /** Places of the scheme's first two sides among its labels. */
  readonly sides: readonly [number, number]
  readonly #labelCount: number
  readonly #cues = new Map<string, { label: number; weight: number }>()
  readonly #openings = new Set<string>()

  /** @param cues those for labels outside the scheme are left out */
  constructor(cues: readonly Cue[], { labels, sides }: StanceScheme) {
    this.sides = [labels.indexOf(sides[0] as string), labels.indexOf(sides[1] as string)]
    this.#labelCount = labels.length
    for (const { cue, side, weight } of cues) {
      const label = labels.indexOf(side)
      if (label === -1) continue
      this.#cues.set(cue, { label, weight })
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
          hits.push(start <= negatedUntil ? this.#negate(hit) : hit)
          start = hit.lastToken
          continue
        }
      }
      if (NEGATIONS.has(first)) negatedUntil = start + 3
    }
    return hits
  }

  #negate(hit: CueHit): CueHit {
    const side = this.sides.indexOf(hit.label)
    return { ...hit, label: side === -1 ? hit.label : (this.sides[1 - side] as number), weight: hit.weight / 2 }
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
    const sums = new Float64Array(this.#labelCount)
    for (const { label, weight } of this.find(features)) sums[label] = (sums[label] as number) + weight
    return sums
  }
}
