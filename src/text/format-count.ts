/** "1 post", "2 posts"; "1 reply", "2 replies" with the plural given. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
