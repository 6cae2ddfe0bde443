const HANDLE_UNIT = /[\p{L}\p{N}_]/u
const HANDLE_LENGTH_LIMIT = 64

/** Marks and spaces that may stand between two handles at the start of a post. */
const BETWEEN = /[\s,\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** Whether a handle may end in this: "@a.b" is a handle of Bluesky or Mastodon, the full stop behind "@a." is not. */
const INNER = /[.\-@]/

/** Reads the handle behind an `@` at `start`, with inner dots, dashes and an instance (`@name@host.org`); '' when there is none. */
function readHandle(text: string, start: number): string {
  let end = start + 1
  while (end < text.length && end - start <= HANDLE_LENGTH_LIMIT) {
    const unit = text[end] ?? ''
    if (HANDLE_UNIT.test(unit)) end += 1
    else if (end > start + 1 && INNER.test(unit) && HANDLE_UNIT.test(text[end + 1] ?? '')) end += 2
    else break
  }
  return text.slice(start + 1, end)
}

export interface LeadingMentions {
  /** Handles without `@`, in order, each once whatever its case. */
  readonly handles: readonly string[]
  /** Where the words behind the mentions begin; the text's length when there are none. */
  readonly restStart: number
}

/**
 * Reads the @mentions at the start of a post: whom it is addressed to.
 * Linear in the part read; a lone `@` or a mail address is no mention.
 *
 * @example readLeadingMentions('@ann, @bob no way') // => { handles: ['ann', 'bob'], restStart: 11 }
 */
export function readLeadingMentions(text: string): LeadingMentions {
  let handles: string[] = []
  let seen: Set<string> | undefined
  let position = 0
  let restStart = 0
  while (position < text.length) {
    while (position < text.length && BETWEEN.test(text[position] ?? '')) position += 1
    if (text[position] !== '@') break
    const handle = readHandle(text, position)
    if (handle === '') break
    // Most posts name one: no set for it, and no list with room for more, since a paste may have millions of posts.
    if (handles.length === 0) handles = [handle]
    else {
      seen ??= new Set(handles.map((each) => each.toLowerCase()))
      const key = handle.toLowerCase()
      if (!seen.has(key)) handles.push(handle)
      seen.add(key)
    }
    position += handle.length + 1
    restStart = position
  }
  if (restStart > 0) while (restStart < text.length && BETWEEN.test(text[restStart] ?? '')) restStart += 1
  return { handles, restStart }
}
