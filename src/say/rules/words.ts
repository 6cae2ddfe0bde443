import { formatCount } from '../../base/text/format-count.js'

export const posts = (count: number): string => formatCount(count, 'post')

export const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many)

/** The phrases of counts that are not 0. */
export const phrases = (...counted: readonly (readonly [count: number, phrase: string])[]): string =>
  counted.flatMap(([count, phrase]) => (count > 0 ? [phrase] : [])).join(', ')
