export function isBuildFresh(sources?: readonly string[]): boolean
export function isNewerThan(file: string, sources: readonly string[]): boolean
