/** A shipped file as the bundle for Node has packed it, by its SHA-256; null for others, and without a bundle. */
export const knownFile = (_sha256: unknown): unknown => null
