import { groupBy } from '../../../base/statistics/group-by.js'

/** Weights of a layer, row by row: `rowCount` outputs of `columnCount` inputs each. */
export interface Layer {
  readonly rowCount: number
  readonly columnCount: number
  readonly weights: Float32Array
  readonly biases: Float32Array
}

/** A layer that reads a sequence in one direction: gates of the input, and of the state. */
export interface Recurrent {
  readonly input: Layer
  readonly state: Layer
}

type Row = Float32Array

/** Weighted sums of a row, with biases. */
export const applyLayer = (layer: Layer, row: Row): Row => addTo(sumsOf(layer, row), layer.biases)

/** Weighted sums of a row, whose first value is the input of this column. */
function sumsOf({ rowCount, columnCount, weights }: Layer, row: Row, column = 0): Row {
  const sums = new Float32Array(rowCount)
  const { length } = row
  const startOf = (output: number): number => Math.min(output, rowCount - 1) * columnCount + column
  // Four outputs at a time, so that no sum waits for another; those past the last are dropped.
  for (let output = 0; output < rowCount; output += 4) {
    const first = startOf(output)
    const second = startOf(output + 1)
    const third = startOf(output + 2)
    const fourth = startOf(output + 3)
    let sum1 = 0
    let sum2 = 0
    let sum3 = 0
    let sum4 = 0
    for (let input = 0; input < length; input += 1) {
      const value = row[input] as number
      sum1 += (weights[first + input] as number) * value
      sum2 += (weights[second + input] as number) * value
      sum3 += (weights[third + input] as number) * value
      sum4 += (weights[fourth + input] as number) * value
    }
    sums[output] = sum1
    sums[output + 1] = sum2
    sums[output + 2] = sum3
    sums[output + 3] = sum4
  }
  return sums
}

function addTo(sum: Row, row: Row): Row {
  for (let index = 0; index < sum.length; index += 1)
    sum[index] = (sum[index] as number) + (row[index] as number)
  return sum
}

/** Inputs of each line, in parts that stand side by side. Lines may share the row of a part. */
type Parts = readonly (readonly Row[])[]

/** Weighted sums of each line, with biases. A row that lines share is summed once. */
function sumsByLine(layer: Layer, parts: Parts): Row[] {
  const sums = (parts[0] ?? []).map(() => layer.biases.slice())
  let column = 0
  for (const rows of parts) {
    const sumsOfRow = new Map<Row, Row>()
    for (const row of new Set(rows)) sumsOfRow.set(row, sumsOf(layer, row, column))
    for (const [at, row] of rows.entries()) addTo(sums[at] as Row, sumsOfRow.get(row) as Row)
    column += rows[0]?.length ?? 0
  }
  return sums
}

export const rectify = (row: Row): Row => row.map((value) => Math.max(0, value))

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

/**
 * States of a gated recurrent unit after each row (Cho et al. 2014, in the form of PyTorch's GRU:
 * the reset gate acts on the state's sums).
 */
function runGates({ input, state }: Recurrent, parts: Parts, isReversed: boolean): Row[] {
  const size = state.columnCount
  const inputs = sumsByLine(input, parts)
  const states: Row[] = new Array(inputs.length)
  let last: Row = new Float32Array(size)
  for (let step = 0; step < inputs.length; step += 1) {
    const at = isReversed ? inputs.length - 1 - step : step
    const ofInput = inputs[at] as Row
    const ofState = applyLayer(state, last)
    const next = new Float32Array(size)
    for (let unit = 0; unit < size; unit += 1) {
      const updateAt = unit + size
      const freshAt = updateAt + size
      const reset = sigmoid((ofInput[unit] ?? 0) + (ofState[unit] ?? 0))
      const update = sigmoid((ofInput[updateAt] ?? 0) + (ofState[updateAt] ?? 0))
      const fresh = Math.tanh((ofInput[freshAt] ?? 0) + reset * (ofState[freshAt] ?? 0))
      next[unit] = (1 - update) * fresh + update * (last[unit] ?? 0)
    }
    states[at] = next
    last = next
  }
  return states
}

/** A layer read downwards, and one read upwards. */
export interface BothWays {
  readonly down: Recurrent
  readonly up: Recurrent
}

/** States of the two layers side by side. */
export function runBothWays({ down, up }: BothWays, parts: Parts): Row[] {
  const below = runGates(down, parts, false)
  const above = runGates(up, parts, true)
  return below.map((row, at) => joinRows([row, above[at] as Row]))
}

export function joinRows(rows: readonly Row[]): Row {
  const joined = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0))
  let start = 0
  for (const row of rows) {
    joined.set(row, start)
    start += row.length
  }
  return joined
}

/** For each row the mean of the rows that have its group: one row for all of them. */
export function meansByGroup(rows: readonly Row[], groups: readonly string[]): Row[] {
  const means = new Map<string, Row>()
  for (const [group, places] of groupBy(rows.keys(), (at) => groups[at] as string)) {
    const sum = new Float32Array(rows[0]?.length ?? 0)
    for (const at of places) addTo(sum, rows[at] as Row)
    means.set(
      group,
      sum.map((value) => value / places.length),
    )
  }
  return groups.map((group) => means.get(group) as Row)
}
