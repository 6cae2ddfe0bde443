/** The time interval `[start, end)`, in milliseconds since 1970, UTC. */
export interface TimeBin {
  readonly start: number
  readonly end: number
  /** Printed start, as precise as the unit: "11 May, 14:00", "11 May", "2026-05". */
  readonly name: string
}

export interface TimeBins {
  /** Name of the unit, such as "hour" or "day". */
  readonly unit: string
  /** Consecutive, earliest first; some may be empty. */
  readonly bins: readonly TimeBin[]
}

interface Unit {
  readonly name: string
  /** Start of the unit that contains a moment. */
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
const fixedUnit = (name: string, length: number, format: (start: number) => string, offset = 0): Unit => ({
  name,
  floor: (ms) => Math.floor((ms - offset) / length) * length + offset,
  next: (start) => start + length,
  format,
})
const calendarUnit = (name: string, months: number, letters: number): Unit => ({
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
const DAY_NAME = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const formatDay = (start: number): string => DAY_NAME.format(start)
const formatClock = (start: number): string => `${formatDay(start)}, ${isoOf(start).slice(11, 16)}`

const UNITS: readonly Unit[] = [
  fixedUnit('10 minutes', 10 * MINUTE, formatClock),
  fixedUnit('hour', HOUR, formatClock),
  fixedUnit('6 hours', 6 * HOUR, formatClock),
  fixedUnit('day', DAY, formatDay),
  fixedUnit('week', 7 * DAY, formatDay, MONDAY),
  calendarUnit('month', 1, 7),
  calendarUnit('quarter', 3, 7),
  calendarUnit('year', 12, 4),
]

/** More bins would be too narrow to read. */
export const MAX_BIN_COUNT = 16

/**
 * Bins of the shortest unit that covers all times in at most `maxCount` bins. Years, the longest unit, have no limit.
 *
 * @param times milliseconds since 1970
 * @param maxCount at least 2
 * @returns null without times, or where all of them fall in one bin
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
