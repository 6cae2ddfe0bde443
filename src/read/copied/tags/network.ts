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

/** Weighted sums of a row, with biases. Two outputs at a time, so that no sum waits for another. */
export function applyLayer({ rowCount, columnCount, weights, biases }: Layer, row: Row): Row {
  const sums = Float32Array.from(biases)
  for (let output = 0; output < rowCount; output += 2) {
    const first = output * columnCount
    // The last row of an odd number is done twice.
    const second = Math.min(output + 1, rowCount - 1) * columnCount
    let sum1 = 0
    let sum2 = 0
    for (let input = 0; input < columnCount; input += 1) {
      const value = row[input] as number
      sum1 += (weights[first + input] as number) * value
      sum2 += (weights[second + input] as number) * value
    }
    sums[output] = (sums[output] as number) + sum1
    if (output + 1 < rowCount) sums[output + 1] = (sums[output + 1] as number) + sum2
  }
  return sums
}

export const rectify = (row: Row): Row => row.map((value) => Math.max(0, value))

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

/**
 * States of a gated recurrent unit after each row (Cho et al. 2014, in the form of PyTorch's GRU:
 * the reset gate acts on the state's sums).
 */
function runGates({ input, state }: Recurrent, rows: readonly Row[], isReversed: boolean): Row[] {
  const size = state.columnCount
  const states: Row[] = new Array(rows.length)
  let last: Row = new Float32Array(size)
  for (let step = 0; step < rows.length; step += 1) {
    const at = isReversed ? rows.length - 1 - step : step
    const ofInput = applyLayer(input, rows[at] as Row)
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
export function runBothWays({ down, up }: BothWays, rows: readonly Row[]): Row[] {
  const below = runGates(down, rows, false)
  const above = runGates(up, rows, true)
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

/** For each row the mean of the rows that have its group. */
export function meansByGroup(rows: readonly Row[], groups: readonly number[]): Row[] {
  const sums = new Map<number, { sum: Row; count: number }>()
  for (const [at, row] of rows.entries()) {
    const group = groups[at] ?? 0
    const known = sums.get(group) ?? { sum: new Float32Array(row.length), count: 0 }
    for (let index = 0; index < row.length; index += 1)
      known.sum[index] = (known.sum[index] ?? 0) + (row[index] ?? 0)
    known.count += 1
    sums.set(group, known)
  }
  for (const { sum, count } of sums.values())
    for (let index = 0; index < sum.length; index += 1) sum[index] = (sum[index] ?? 0) / count
  return groups.map((group) => sums.get(group)?.sum ?? new Float32Array())
}
