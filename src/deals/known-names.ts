/**
 * Names and moves that need not be split into words, with the normals of their tokens. None from the sources; a bundle for Node brings those
 * of its own catalogue, which each start would else split anew.
 */
export function readKnownNames(): Readonly<Record<string, readonly string[]>> {
  return {}
}
