import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashStep, RunMemory } from '../../src/features/run-cache.js'
import { readWinkTokens } from '../../src/features/wink-tokens.js'

const RUNS = Number(process.env['DEALSTANCE_RUNS'] ?? 1000)

/** Splits the run in a text that begins with other letters and ends with others. */
function splitIn(memory: RunMemory, run: string, hash: number) {
  return memory.split(`<${run}>`, 1, 1 + run.length, hash)
}

const hashOf = (run: string): number => [...Array(run.length).keys()].reduce((hash, at) => hashStep(hash, run.charCodeAt(at)), 0)

describe('RunMemory', () => {
  it('remembers a run that was met twice', () => {
    const asked: string[] = []
    const memory = new RunMemory((run) => {
      asked.push(run)
      return readWinkTokens(run)
    })
    for (const run of ['deal', "isn't", 'deal', "isn't", 'deal', "isn't"])
      expect(splitIn(memory, run, hashOf(run))).toEqual(readWinkTokens(run))
    expect(asked).toEqual(['deal', "isn't", 'deal', "isn't"])
  })

  it('gives the tokens of the run itself, also where all runs share a bucket', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-c.,]{1,4}$/), { maxLength: 12 }), fc.boolean(), (runs, sharesBucket) => {
        const memory = new RunMemory(readWinkTokens)
        for (const run of runs) expect(splitIn(memory, run, sharesBucket ? 1 : hashOf(run))).toEqual(readWinkTokens(run))
      }),
      { numRuns: RUNS },
    )
  })
})
