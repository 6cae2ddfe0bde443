/** A stretch of time `[start, end)`, in milliseconds since 1970, UTC. */
export interface TimeBin {
  readonly start: number
  readonly end: number
  /** How its start is printed: an ISO 8601 date cut to what the unit needs. */
  readonly name: string
}

export interface TimeBins {
  /** In words: "hour", "day". */
  readonly unit: string
  /** Without gaps, earliest first; some may hold nothing. */
  readonly bins: readonly TimeBin[]
}

interface Unit {
  readonly name: string
  /** The start of the unit that a moment lies in. */
  floor(ms: number): number
  next(start: number): number
  format(start: number): string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** 1970-01-01 was a Thursday; weeks start on Monday. */
const MONDAY = 4 * DAY

const isoOf = (ms: number): string => new Date(ms).toISOString()
const fixed = (name: string, length: number, format: (start: number) => string, offset = 0): Unit => ({
  name,
  floor: (ms) => Math.floor((ms - offset) / length) * length + offset,
  next: (start) => start + length,
  format,
})
const calendar = (name: string, months: number, letters: number): Unit => ({
  name,
  floor: (ms) => {
    const date = new Date(ms)
    return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months)
  },
  next: (start) => {
    const date = new Date(start)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months)
  },
  format: (start) => isoOf(start).slice(0, letters),
})
const clock = (start: number): string => isoOf(start).slice(5, 16).replace('T', ' ')
const day = (start: number): string => isoOf(start).slice(0, 10)

const UNITS: readonly Unit[] = [
  fixed('10 minutes', 10 * MINUTE, clock),
  fixed('hour', HOUR, clock),
  fixed('6 hours', 6 * HOUR, clock),
  fixed('day', DAY, day),
  fixed('week', 7 * DAY, day, MONDAY),
  calendar('month', 1, 7),
  calendar('quarter', 3, 7),
  calendar('year', 12, 4),
]

/** More bins than this are too narrow to read. */
export const MAX_BIN_COUNT = 16

/**
 * Stretches of the shortest unit that covers all times in `maxCount` of them; years without a limit.
 *
 * @param times milliseconds since 1970
 * @param maxCount at least 2
 * @returns null without times, or where all of them fall in one stretch
 */
export function binTimes(times: readonly number[], maxCount = MAX_BIN_COUNT): TimeBins | null {
  if (times.length === 0) return null
  const [first, last] = times.reduce(([low, high], time) => [Math.min(low, time), Math.max(high, time)], [Infinity, -Infinity])
  for (const unit of UNITS) {
    const isLast = unit === UNITS.at(-1)
    const bins: TimeBin[] = []
    for (let start = unit.floor(first); start <= last && (isLast || bins.length <= maxCount); start = unit.next(start)) {
      bins.push({ start, end: unit.next(start), name: unit.format(start) })
    }
    if (bins.length <= maxCount || isLast) return bins.length < 2 ? null : { unit: unit.name, bins }
  }
  return null
}
