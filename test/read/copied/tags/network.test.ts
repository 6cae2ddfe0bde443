import { describe, expect, it } from 'vitest'
import {
  applyLayer,
  meansByGroup,
  type Recurrent,
  runBothWays,
} from '../../../../src/read/copied/tags/network.js'

const layer = (columnCount: number, weights: readonly number[], biases: readonly number[]) => ({
  rowCount: biases.length,
  columnCount,
  weights: Float32Array.from(weights),
  biases: Float32Array.from(biases),
})

const row = (...values: readonly number[]): Float32Array => Float32Array.from(values)

describe('the network that tags lines', () => {
  it('sums an odd number of rows with their weights', () => {
    const sums = applyLayer(layer(2, [1, 2, 3, 4, 5, 6], [0.5, 0, -1]), row(10, 1))
    expect([...sums]).toEqual([12.5, 34, 55])
  })

  it('gives the states of torch.nn.GRU (PyTorch 2.13) in both directions', () => {
    const down: Recurrent = {
      input: layer(
        2,
        [0.375, 0.625, -0.75, 0.5, -0.125, -0.5, -0.5, -0.75, -0.25, -1, 0.375, 0.375],
        [-0.25, 0, -0.25, 0.875, -0.75, -0.125],
      ),
      state: layer(
        2,
        [0.125, 1, 0.375, -0.125, 0.875, -1, -0.25, -0.625, 0.125, 0.875, 0.75, -0.875],
        [0, -0.625, 0.25, -0.125, -0.25, 0.25],
      ),
    }
    const up: Recurrent = {
      input: layer(
        2,
        [-0.25, -0.875, -0.875, -0.75, 0.5, 0.75, -0.5, -0.625, 0.375, 0.125, -0.125, 0.5],
        [0.125, 0, 0.375, 0.5, 0, -0.375],
      ),
      state: layer(
        2,
        [0, 0.375, -0.875, -0.25, 0.25, 0.375, 0.125, -1, -0.625, -0.75, 0.625, -0.75],
        [-0.875, -1, 0.75, 1, 0.25, 0.375],
      ),
    }
    const first = [row(1), row(0.25), row(-1)]
    const states = runBothWays({ down, up }, [first, [row(-0.5), row(2), row(0)]])
    const known = [
      [-0.25617379, 0.036001, 0.01725048, 0.02679038],
      [-0.83574331, 0.44630253, -0.06784776, 0.25257632],
      [-0.54969192, 0.18056464, -0.09534536, -0.00882908],
    ]
    for (const [at, values] of known.entries())
      for (const [index, value] of values.entries())
        expect(states[at]?.[index]).toBeCloseTo(value, 6)
    const shared = row(2)
    const ofShared = runBothWays({ down, up }, [first, [shared, row(0), shared]])
    expect(ofShared).toEqual(runBothWays({ down, up }, [first, [row(2), row(0), row(2)]]))
  })

  it('takes the mean of the rows of a group', () => {
    const means = meansByGroup([row(1, 0), row(3, 4), row(5, 8)], ['b', 'a', 'b'])
    expect(means.map((each) => [...each])).toEqual([
      [3, 4],
      [3, 4],
      [3, 4],
    ])
    expect(means[0]).toBe(means[2])
    expect([...(meansByGroup([row(1), row(4)], ['a', 'b'])[1] ?? [])]).toEqual([4])
  })
})
