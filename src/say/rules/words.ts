import { formatCount, formatNumber } from '../../base/text/format-count.js'

export const posts = (count: number): string => formatCount(count, 'post')

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** "two"; "12" from ten on. */
export const spelled = (count: number): string => SMALL[count] ?? formatNumber(count)

export const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many)

/** The phrases of counts that are not 0. */
export const phrases = (...counted: readonly (readonly [count: number, phrase: string])[]): string =>
  counted.flatMap(([count, phrase]) => (count > 0 ? [phrase] : [])).join(', ')
