/**
 * Precomputed normalised tokens of names and moves. Empty when run from the sources. The bundle for Node replaces this module with the
 * tokens of its own catalogue, to save tokenising them at each start.
 */
export const knownNames = (): Readonly<Record<string, readonly string[]>> => ({})
