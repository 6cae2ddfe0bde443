import { usageError } from './command.js'

/** Reads "±5", "+-5", "5" or "2.5": half of an interval in points. @returns a share in (0, 0.5] */
export function parseHalfWidth(given: string, name = 'plan'): number {
  const points = Number(/^(?:±|\+\/?-)?\s*(\d+(?:[.,]\d+)?)\s*%?$/.exec(given)?.[1]?.replace(',', '.'))
  if (points > 0 && points <= 50) return points / 100
  const message = `expected --${name} as points above 0 and at most 50, such as ±5, got "${given.slice(0, 80)}". See --help.`
  throw usageError(message, { option: name })
}
