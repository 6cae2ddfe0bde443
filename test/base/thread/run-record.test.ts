import { describe, expect, it } from 'vitest'
import {
  parseRunRecords,
  RUN_RECORD_SCHEMA,
  type RunRecord,
  RunTally,
  runIdOf,
} from '../../../src/base/thread/run-record.js'
import { recordOf } from './run-example.js'

const RECORD = recordOf()

describe('runIdOf', () => {
  // sha256sum of coreutils: printf
  // '["1.2.3","linear-en",{"model":"linear-en","sha256":"aa…"},"bb…",["cc…"]]' | sha256sum | head
  // -c 12
  it('is the hash of version, model, weights, options and inputs', () => {
    expect(RECORD.run).toBe('3e2f215e2f1a')
  })

  it('does not depend on names of files, commit, runtime and command', () => {
    const other = {
      ...RECORD,
      inputs: [{ name: null, sha256: 'c'.repeat(64) }],
      commit: 'd'.repeat(40),
      runtime: 'Node 26.0.0',
      command: [],
    }
    expect(runIdOf(other)).toBe(RECORD.run)
  })

  it.each<Partial<Omit<RunRecord, 'run'>>>([
    { version: '1.2.4' },
    { model: 'stance-en' },
    { weights: null },
    { optionsSha256: 'e'.repeat(64) },
    { inputs: [] },
  ])('depends on %j', (change) => {
    expect(runIdOf({ ...RECORD, ...change })).not.toBe(RECORD.run)
  })
})

const parseOne = (run: unknown, where: string) =>
  parseRunRecords({ schema: RUN_RECORD_SCHEMA, runs: [run] }, where)[0]

describe('parseRunRecords', () => {
  it('gives the record, without fields of other programs', () => {
    expect(parseOne({ ...RECORD, more: 1 }, 'here')).toEqual(RECORD)
  })

  it.each<[object, RegExp]>([
    [
      { ...RECORD, version: '9.9.9' },
      /expected run to be [0-9a-f]{12}, the hash of the record, got/,
    ],
    [{ ...RECORD, weights: 'none' }, /expected weights to be/],
    [{ ...RECORD, inputs: undefined }, /expected inputs/],
    [[], /expected a record of a run/],
  ])('refuses %j', (value, message) => {
    expect(() => parseOne(value, 'here')).toThrow(message)
  })
})

it('RunTally counts posts by run, whatever their order, those of no run first', () => {
  const tally = new RunTally()
  tally.add([{ run: RECORD.run }, {}, { run: 'zz' }])
  tally.add([{ run: RECORD.run }])
  expect(tally.runs([RECORD])).toEqual([
    { run: null, postCount: 1, record: null },
    { run: RECORD.run, postCount: 2, record: RECORD },
    { run: 'zz', postCount: 1, record: null },
  ])
})
