import { describe, expect, it } from 'vitest'
import { parseBenchmarkOptions, USAGE, UsageError } from '../../scripts/benchmark/options.js'

describe('arguments of the benchmark', () => {
  it('measures everything three times by default', () => {
    expect(parseBenchmarkOptions([])).toEqual({
      ...{ rounds: 3, only: [], against: null, sizes: [], isWritten: false, json: null, svg: null, kit: null, isListed: false },
    })
  })

  it('parses sizes as powers, unique and sorted, and several words', () => {
    expect(parseBenchmarkOptions(['--scale', '1e6,1000,1e3', '--only', 'linear, vader', '--rounds', '5'])).toMatchObject({
      ...{ sizes: [1000, 1_000_000], only: ['linear', 'vader'], rounds: 5 },
    })
  })

  it.each([
    [['--rounds', '0'], /--rounds with whole numbers from 1 to 1,000, got "0"/],
    [['--rounds', '1.5'], /got "1\.5"/],
    [['--rounds'], /--rounds/],
    [['--scale', '1e3,many'], /--scale with whole numbers from 1 to 100,000,000, got "many"/],
    [['--scale', '1e9'], /got "1e9"/],
    [['--only', ' , '], /--only with words/],
    [['--svg', 'x.svg', '--scale', '1e3'], /--svg with two sizes/],
    [['--fast'], /'--fast'/],
    [['linear'], /'linear'/],
  ])('%j is a usage error', (argv, message) => {
    expect(() => parseBenchmarkOptions(argv)).toThrow(UsageError)
    expect(() => parseBenchmarkOptions(argv)).toThrow(message)
  })

  it('has help on every option within 80 columns', () => {
    expect(parseBenchmarkOptions(['--help', '--rounds', 'x'])).toBe('help')
    for (const option of ['rounds', 'only', 'against', 'scale', 'kit', 'json', 'svg', 'write', 'list'])
      expect(USAGE).toContain(`--${option}`)
    for (const line of USAGE.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
  })
})
