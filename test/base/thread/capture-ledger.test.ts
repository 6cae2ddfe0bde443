import { describe, expect, it } from 'vitest'
import {
  type CaptureLedger,
  emptyLedger,
  parseLedger,
  uncapturedCount,
} from '../../../src/base/thread/capture-ledger.js'

const ledger = (fields: Partial<CaptureLedger>): CaptureLedger =>
  Object.freeze({ ...emptyLedger('x-api'), ...fields })

describe('parseLedger', () => {
  it('round-trips a ledger, and treats missing counts as 0', () => {
    const written = ledger({
      reportedCount: 12,
      capturedCount: 7,
      deletedCount: 1,
      depthLimit: 'depth 6',
      notes: ['a'],
    })
    expect(parseLedger(JSON.parse(JSON.stringify(written)))).toEqual(written)
    expect(parseLedger({ source: 'x-api', unknown: 1 })).toEqual(emptyLedger('x-api'))
  })

  it.each([
    [null],
    [[]],
    ['x'],
    [{ capturedCount: -1 }],
    [{ reportedCount: 1.5 }],
    [{ notes: [1] }],
    [{ source: 3 }],
    [{ depthLimit: {} }],
  ])('rejects %j', (value) => {
    expect(() => parseLedger(value)).toThrow(
      expect.objectContaining({ code: 'INGEST_RECORD_INVALID' }),
    )
  })

  it('ignores properties of prototypes', () => {
    const value = JSON.parse('{"__proto__":{"capturedCount":5},"source":"x-api"}') as unknown
    expect(parseLedger(value)).toEqual(emptyLedger('x-api'))
  })
})

describe('uncapturedCount', () => {
  it('adds reported replies beyond the captured ones and placeholders without text', () => {
    expect(
      uncapturedCount(
        ledger({
          reportedCount: 10,
          capturedCount: 6,
          deletedCount: 1,
          blockedCount: 1,
          notFoundCount: 1,
        }),
      ),
    ).toBe(7)
  })
  it('does not count unopened replies twice, since they are among the reported ones', () => {
    expect(
      uncapturedCount(ledger({ reportedCount: 10, capturedCount: 6, notOpenedCount: 3 })),
    ).toBe(4)
    expect(uncapturedCount(ledger({ capturedCount: 6, notOpenedCount: 3 }))).toBe(3)
  })
  it('is never below 0, since platforms update their counts late', () =>
    expect(uncapturedCount(ledger({ reportedCount: 2, capturedCount: 6 }))).toBe(0))
})
