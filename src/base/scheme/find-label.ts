/** Words in place of a label: the coder passed the post over, or could not understand it. */
export const SKIPPED = 'skipped'
export const UNREADABLE = 'unreadable'

/**
 * Folds case, white space, points, hyphens and low lines, by which people spell one name in several
 * ways.
 */
export const foldName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]+/g, ' ')
    .trim()

/** The account of a post, its spellings joined; null where no author is known. */
export const accountOf = ({ author }: { readonly author: string | null }): string | null =>
  author === null ? null : foldName(author.replace(/^@/, '')) || author

const foldLabel = (text: string): string => foldName(text).replaceAll(' ', '')

/**
 * Finds the label that a person or a program wrote: "Shrewd Pivot", "shrewd-pivot", "ShrewdPivot".
 *
 * @returns the label of the scheme, null for a post passed over or not understood, undefined for
 *   other words
 */
export function labelFinder(
  labels: readonly string[],
): (written: string) => string | null | undefined {
  const byFold = new Map<string, string | null>([
    [SKIPPED, null],
    [UNREADABLE, null],
  ])
  for (const label of [...labels].reverse()) byFold.set(foldLabel(label), label)
  return (written) => {
    const exact = written.trim().normalize('NFC')
    return labels.includes(exact) ? exact : byFold.get(foldLabel(written))
  }
}
