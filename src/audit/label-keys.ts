/** A label and the key that gives it. */
export interface LabelKey {
  readonly label: string
  /** One lower-case letter or digit. */
  readonly key: string
}

/** Letters with a meaning of their own: undo and quit. */
const TAKEN = ['u', 'q']

/**
 * A key for each label: its first letter where that is its alone, else its place (1, 2, …).
 *
 * @param labels at most eight
 * @example labelKeys(['retreat', 'shrewd pivot', 'neither']).map(({ key }) => key) // => ['r', 's', 'n']
 */
export function labelKeys(labels: readonly string[]): LabelKey[] {
  const first = labels.map((label) => label.charAt(0).toLowerCase())
  const isPlain = first.every((letter) => /^[a-z]$/.test(letter) && !TAKEN.includes(letter)) && new Set(first).size === first.length
  return labels.map((label, index) => ({ label, key: isPlain ? (first[index] ?? '') : String(index + 1) }))
}
