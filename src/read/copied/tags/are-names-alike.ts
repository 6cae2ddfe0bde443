import { foldSpace } from '../../../base/text/fold-text.js'

/** True if one of the names or accounts is one of the others, or opens it: "Ann Bo @annbo". */
export function areNamesAlike(names: readonly unknown[], others: readonly unknown[]): boolean {
  const otherKeys = others.flatMap(keyOf)
  return names
    .flatMap(keyOf)
    .some((key) => otherKeys.some((other) => opens(other, key) || opens(key, other)))
}

const keyOf = (name: unknown): string[] =>
  typeof name === 'string' ? [foldSpace(name).toLowerCase().replace(/^@/, '')] : []

const opens = (longer: string, name: string): boolean =>
  longer.startsWith(name) && !/^[\p{L}\p{N}]/u.test(longer.slice(name.length))
