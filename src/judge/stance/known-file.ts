/** What the bundle for Node has packed of a file that ships, by the file's SHA-256. Null for any other file, and without a bundle. */
export const knownFile = (_sha256: unknown): unknown => null
