import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { seededRandom, shuffled } from '../../src/base/statistics/random/seeded-random.js'
import { type Drawn, estimator } from './draw-intervals.js'
import { tallyDraws } from './tally.js'

/** A comment without its text: what two readers called it, and what the models said. */
interface RealComment {
  readonly label: string
  readonly predictions: Readonly<Record<string, { readonly probabilities: readonly number[] }>>
}

const COMMENTS = fileURLToPath(new URL('../../models/evaluation/real-posts-2.jsonl', import.meta.url))
const SIZES = [20, 30, 50, 100, 200]
const SEED = 1

/** Coverage and width of audited shares on the real comments whose labels are published, each label in turn, by model and size of the sample. */
export function coverRealComments(draws: number): string {
  const comments = readFileSync(COMMENTS, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RealComment)
  const { labels } = STANCE_SCHEME
  const lines = Object.keys(comments[0]?.predictions ?? {}).flatMap((model) =>
    SIZES.map((size) => {
      const cells = labels.map((_, looked) => {
        // The label that is looked at comes first.
        const order = [looked, ...labels.keys()].filter((label, at) => at === 0 || label !== looked)
        const truthOf = Uint8Array.from(comments, ({ label }) => order.indexOf(labels.indexOf(label)))
        const chancesOf = ({ predictions }: RealComment): readonly number[] => predictions[model]?.probabilities ?? []
        const estimate = estimator(
          truthOf,
          order.map((label) => Float64Array.from(comments, (comment) => chancesOf(comment)[label] ?? 0)),
        )
        const random = seededRandom(SEED)
        const drawn = Array.from({ length: draws }, (): Drawn => estimate(shuffled([...comments.keys()], random).slice(0, size)))
        const { tallies } = tallyDraws(model, drawn)
        const held = (method: keyof typeof tallies): string => ((100 * tallies[method].held) / draws).toFixed(1)
        return `${held('ours')} (${held('wilson')}), ${(tallies.ours.width / tallies.alone.width).toFixed(2)}`
      })
      return `| ${[model, size, ...cells].join(' | ')} |`
    }),
  )
  return [`| model | labels | ${labels.join(' | ')} |`, `|${'---|'.repeat(2 + labels.length)}`, ...lines, ''].join('\n')
}
