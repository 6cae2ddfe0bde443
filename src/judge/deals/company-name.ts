/** "xAI" and "SpaceX" of "xAI/SpaceX", after the whole. */
export const spellingsOf = (company: string): string[] => [
  ...new Set([company, ...company.split('/')]),
]
