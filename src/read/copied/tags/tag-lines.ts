import model from '#page-lines' with { type: 'json' }
import { softmax } from '../../../base/statistics/calibration/softmax.js'
import { decodeBase64 } from '../../../base/text/bytes.js'
import { lazily } from '../../../base/text/lazily.js'
import type { PageLine } from '../lines/page-line.js'
import { featuresOf } from './line-features.js'
import {
  applyLayer,
  type BothWays,
  joinRows,
  type Layer,
  meansByGroup,
  type Recurrent,
  rectify,
  runBothWays,
} from './network.js'

/**
 * What a line is: of the page; a post's name, handle or time; who is answered; the first or a later
 * line of its words; another's words that it quotes; name and words on one line.
 */
export const TAGS = [
  'page',
  'name',
  'handle',
  'time',
  'answered',
  'opens',
  'continues',
  'quoted',
  'signed',
] as const
export type Tag = (typeof TAGS)[number]

/** Probability of each tag of a line; they add up to 1. */
export type TagShares = Readonly<Record<Tag, number>>

interface Network {
  readonly words: Layer
  readonly input: Layer
  readonly first: BothWays
  readonly second: BothWays
  readonly output: Layer
}

/** Layer as the file has it: rows of bytes, each with the size of its step. */
function layerOf(name: keyof typeof model.layers): Layer {
  const { rows: rowCount, columns: columnCount, weights, step, steps, biases } = model.layers[name]
  const whole = new Int8Array(decodeBase64(weights).buffer)
  const scaled = new Float32Array(whole.length)
  for (let row = 0; row < rowCount; row += 1) {
    const stepOfRow = steps[row] ?? step
    const end = (row + 1) * columnCount
    for (let at = row * columnCount; at < end; at += 1)
      scaled[at] = (whole[at] as number) * stepOfRow
  }
  return { rowCount, columnCount, weights: scaled, biases: Float32Array.from(biases) }
}

const gatesOf = (name: 'first' | 'firstUp' | 'second' | 'secondUp'): Recurrent => ({
  input: layerOf(`${name}Input`),
  state: layerOf(`${name}State`),
})

const networkOf = lazily(
  (): Network => ({
    words: layerOf('words'),
    input: layerOf('input'),
    first: { down: gatesOf('first'), up: gatesOf('firstUp') },
    second: { down: gatesOf('second'), up: gatesOf('secondUp') },
    output: layerOf('output'),
  }),
)

const LIMIT = 4

/** Tags of the lines of a page. Linear in the page. */
export function tagLines(text: string, lines: readonly PageLine[]): TagShares[] {
  const { rows, forms, keys, words } = featuresOf(text, lines)
  const net = networkOf()
  const shown = rows.map((row, at) => {
    const scaled = row.map((value, index) =>
      clamp((value - (model.means[index] ?? 0)) / (model.deviations[index] ?? 1)),
    )
    const ofWords = (words[at] ?? []).map((place) => rowOf(net.words, place))
    return rectify(applyLayer(net.input, joinRows([scaled, ...ofWords])))
  })
  const first = runBothWays(net.first, [shown])
  const ofAlike = [forms, keys].map((groups) => meansByGroup(first, groups))
  const second = runBothWays(net.second, [first, ...ofAlike])
  return second.map((row) => sharesOf(softmax(applyLayer(net.output, row))))
}

const clamp = (value: number): number => Math.max(-LIMIT, Math.min(LIMIT, value))

const rowOf = ({ weights, columnCount }: Layer, place: number): Float32Array =>
  weights.subarray(place * columnCount, (place + 1) * columnCount)

/** Shares by their tags, from numbers in the order of `TAGS`. */
export const sharesOf = (row: ArrayLike<number>): TagShares =>
  Object.fromEntries(TAGS.map((tag, index) => [tag, row[index] ?? 0])) as Record<Tag, number>
