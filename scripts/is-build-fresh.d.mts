export function isBuildFresh(sources?: readonly string[]): boolean
