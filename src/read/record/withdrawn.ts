/** What Reddit prints in place of a text or an author that is gone, and who took it away. */
const WITHDRAWN: ReadonlyMap<string, 'deleted' | 'removed'> = new Map([
  ['[deleted]', 'deleted'],
  ['[deleted by user]', 'deleted'],
  ['[removed]', 'removed'],
  ['[removed by reddit]', 'removed'],
  ['[ removed by reddit ]', 'removed'],
  ['[removed by moderator]', 'removed'],
])

/** Who took a text away, when it is one of Reddit's sentinels; null for any other text. */
export function withdrawnBy(text: string): 'deleted' | 'removed' | null {
  return text.length > 30 || !/^\s*\[/.test(text) ? null : (WITHDRAWN.get(text.trim().toLowerCase()) ?? null)
}
