import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { indexPhrases, type Phrase, phraseAt } from '../../features/phrase-index.js'
import type { PostFeatures, Word } from '../../features/token.js'
import type { CueSums } from './structure-features.js'

/** A phrase that mostly favours one label. */
export interface Cue {
  /** One to five lower-case tokens joined by single spaces. */
  readonly cue: string
  /** The label it favours: a side or the neutral label. */
  readonly side: string
  /** Strength in (0, 1]. */
  readonly weight: number
}

const NEGATIONS: ReadonlySet<string> = new Set(['not', 'no', 'never', 'hardly', 'without', 'cannot'])
/** Number of tokens after a negation in which cues are negated. */
const NEGATION_REACH = 3

/** A cue found in a post: tokens `[firstToken, lastToken]`, both inclusive. */
export interface CueHit {
  readonly firstToken: number
  readonly lastToken: number
  /** Index of the label in the scheme. */
  readonly label: number
  readonly weight: number
}

/**
 * Finds cues in posts, longest match first. Within three words after a negation, a cue for one side counts for the other side, and every
 * cue counts half. Neutral cues count half too: negated, they raise the log-odds of their label in the corpus by about 0.45 instead of
 * 0.75, which is nearer to half than to the full weight.
 */
export class CueTable {
  /** Indexes of the scheme's first two sides among its labels. */
  readonly sides: readonly [number, number]
  readonly #labelCount: number
  /** Cues by their first word. */
  readonly #starts: ReadonlyMap<string, readonly Phrase<Pick<CueHit, 'label' | 'weight'>>[]>

  /** @param cues cues for labels outside the scheme are ignored */
  constructor(cues: readonly Cue[], { labels, sides }: StanceScheme) {
    this.sides = [labels.indexOf(sides[0] as string), labels.indexOf(sides[1] as string)]
    this.#labelCount = labels.length
    const known = cues.map(({ cue, side, weight }) => [cue, { label: labels.indexOf(side), weight }] as const)
    // Of two cues of the same words the last counts.
    this.#starts = indexPhrases(new Map(known.filter(([, { label }]) => label !== -1)))
  }

  /** Cues after a post's leading addressees, left to right. Where several start at a token, the longest. */
  find(features: PostFeatures): CueHit[] {
    const { words, addresseeTokenCount } = features
    const hits: CueHit[] = []
    let negatedUntil = -1
    for (let start = addresseeTokenCount; start < words.length; start++) {
      const { normal } = words[start] as Word
      const begun = this.#starts.get(normal)
      const cue = begun && phraseAt(begun, words, start)
      if (cue) {
        const hit = { firstToken: start, lastToken: start + cue.rest.length, ...cue.value }
        hits.push(start <= negatedUntil ? this.#negate(hit) : hit)
        start = hit.lastToken
      } else if (NEGATIONS.has(normal)) negatedUntil = start + NEGATION_REACH
    }
    return hits
  }

  /** Total weight of a post's cues for each label. */
  sums(features: PostFeatures): CueSums {
    const sums = new Float64Array(this.#labelCount)
    for (const { label, weight } of this.find(features)) sums[label] = (sums[label] as number) + weight
    return sums
  }

  #negate(hit: CueHit): CueHit {
    const side = this.sides.indexOf(hit.label)
    return { ...hit, label: side === -1 ? hit.label : (this.sides[1 - side] as number), weight: hit.weight / 2 }
  }
}
