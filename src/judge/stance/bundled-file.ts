/**
 * A shipped file from the bundle for Node, by its SHA-256. Null for other files, and without a
 * bundle.
 */
export const knownFile = (_sha256: unknown): unknown => null
