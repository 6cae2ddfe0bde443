/** "xAI" and "SpaceX" of "xAI/SpaceX", after the whole. */
export const spellingsOf = (company: string): string[] => [
  ...new Set([company, ...company.split('/')]),
]

/** Reduces a name to lower-case letters and digits, as hashtags and handles spell it. */
export const compactName = (name: string): string =>
  name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
