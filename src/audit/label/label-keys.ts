import type { ByLabel } from '../../scheme/stance-scheme.js'

/** A label and the key that gives it. */
export interface LabelKey {
  readonly label: string
  /** One lower-case letter or digit. */
  readonly key: string
}

/** Letters with a meaning of their own: undo and quit. */
const TAKEN = ['u', 'q']

/**
 * A key for each label: the one that the scheme gives it, else its first letter where that is its alone, else its place (1, 2, …).
 *
 * @param labels at most eight
 * @param keys one for each label, or none
 * @example labelKeys(['retreat', 'shrewd pivot', 'neither']).map(({ key }) => key) // => ['r', 's', 'n']
 */
export function labelKeys(labels: readonly string[], keys: ByLabel<string> = {}): LabelKey[] {
  const first = labels.map((label) => label.charAt(0).toLowerCase())
  const isPlain = first.every((letter) => /^[a-z]$/.test(letter) && !TAKEN.includes(letter)) && new Set(first).size === first.length
  return labels.map((label, index) => ({ label, key: keys[label] ?? (isPlain ? (first[index] ?? '') : String(index + 1)) }))
}
