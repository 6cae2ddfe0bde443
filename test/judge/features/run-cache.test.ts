import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashStep, RunCache } from '../../../src/judge/features/run-cache.js'
import { tokeniseWithWink } from '../../../src/judge/features/wink-tokens.js'
import { runCount } from '../../run-count.js'

const RUNS = runCount()

/** Splits the run within a text that starts and ends with other letters. */
function splitIn(memory: RunCache, run: string, hash: number) {
  return memory.split(`<${run}>`, 1, 1 + run.length, hash)
}

const hashOf = (run: string): number => [...Array(run.length).keys()].reduce((hash, at) => hashStep(hash, run.charCodeAt(at)), 0)

describe('RunCache', () => {
  it('caches a run on its second occurrence', () => {
    const asked: string[] = []
    const memory = new RunCache((run) => {
      asked.push(run)
      return tokeniseWithWink(run)
    })
    for (const run of ['deal', "isn't", 'deal', "isn't", 'deal', "isn't"])
      expect(splitIn(memory, run, hashOf(run))).toEqual(tokeniseWithWink(run))
    expect(asked).toEqual(['deal', "isn't", 'deal', "isn't"])
  })

  it('gives the tokens of the run itself, even if all runs share a bucket', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-c.,]{1,4}$/), { maxLength: 12 }), fc.boolean(), (runs, sharesBucket) => {
        const memory = new RunCache(tokeniseWithWink)
        for (const run of runs) expect(splitIn(memory, run, sharesBucket ? 1 : hashOf(run))).toEqual(tokeniseWithWink(run))
      }),
      { numRuns: RUNS },
    )
  })
})
