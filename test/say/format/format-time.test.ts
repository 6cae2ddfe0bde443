import { describe, expect, it } from 'vitest'
import { formatTime } from '../../../src/say/format/format-share.js'

describe('formatTime', () => {
  it.each([
    ['2026-03-14T18:05:00.000Z', '2026-03-14 18:05 UTC'],
    ['2026-03-14T18:05Z', '2026-03-14 18:05 UTC'],
    ['2026-03-14', '2026-03-14'],
    ['2026-03-14T18:05:00+02:00', '2026-03-14T18:05:00+02:00'],
    ['yesterday <b>', 'yesterday <b>'],
  ])('%s as %s', (createdAt, expected) => {
    expect(formatTime(createdAt)).toBe(expected)
  })
})
