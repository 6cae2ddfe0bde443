/** White space, commas and invisible marks, as they stand between leading handles. */
const BETWEEN = '[\\s,\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]*'
/**
 * "@", also from East Asian keyboards, and a handle: "@a.b" is one, "@a." is "@a" and a full stop.
 */
const MENTION = new RegExp(
  `${BETWEEN}[@＠﹫]([\\p{L}\\p{N}_]+(?:[.\\-@][\\p{L}\\p{N}_]+){0,126})`,
  'uy',
)
const REST = new RegExp(BETWEEN, 'uy')

/**
 * Mentions at the start of a post, its addressees. A lone `@` or a mail address is not a mention.
 * Linear time.
 *
 * @returns `handles` without `@`, in order, each once whatever its case; `restStart`, the offset of
 *   the text after the mentions
 */
export function parseLeadingMentions(text: string): {
  readonly handles: readonly string[]
  readonly restStart: number
} {
  const handleOf = new Map<string, string>()
  MENTION.lastIndex = 0
  for (let end = 0; ; end = MENTION.lastIndex) {
    const handle = MENTION.exec(text)?.[1]
    if (handle === undefined) {
      REST.lastIndex = end
      return {
        handles: [...handleOf.values()],
        restStart: end === 0 ? 0 : end + (REST.exec(text)?.[0].length ?? 0),
      }
    }
    const key = handle.toLowerCase()
    if (!handleOf.has(key)) handleOf.set(key, handle)
  }
}
