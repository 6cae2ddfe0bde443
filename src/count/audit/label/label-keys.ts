import type { ByLabel } from '../../../base/scheme/stance-scheme.js'

/** A label and the keys that give it. */
export interface LabelKey {
  readonly label: string
  /** One lower-case letter or digit. */
  readonly key: string
  /** Its place among the labels, from 1; null where that is a key already. */
  readonly digit: string | null
}

/** Letters with a meaning of their own: undo and quit. */
const TAKEN = ['u', 'q']

/**
 * Keys for each label: the one that the scheme gives it, else its first letter where that is its alone, else its place (1, 2, …); and its
 * place in every case.
 *
 * @param labels at most eight
 * @param keys one for each label, or none
 * @example labelKeys(['retreat', 'shrewd pivot', 'neither']).map(({ key, digit }) => key + digit) // => ['r1', 's2', 'n3']
 */
export function labelKeys(labels: readonly string[], keys: ByLabel<string> = {}): LabelKey[] {
  const first = labels.map((label) => label.charAt(0).toLowerCase())
  const isPlain = first.every((letter) => /^[a-z]$/.test(letter) && !TAKEN.includes(letter)) && new Set(first).size === first.length
  const own = labels.map((label, index) =>
    Object.hasOwn(keys, label) ? (keys[label] as string) : isPlain ? (first[index] ?? '') : String(index + 1),
  )
  return labels.map((label, index) => {
    const digit = String(index + 1)
    return { label, key: own[index] ?? '', digit: own.includes(digit) ? null : digit }
  })
}
