/** Cheats that still go through at one size at least, and what would stop them. Every mend takes its line out. */
export const KNOWN_OPEN: { readonly [cheat: string]: string } = {}
