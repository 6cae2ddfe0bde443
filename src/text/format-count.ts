import { formatNumber } from './format-percent.js'

/** Formats a count with its noun: "1 post", "2,153 posts"; with a given plural "1 reply", "2 replies". */
export const formatCount = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`
