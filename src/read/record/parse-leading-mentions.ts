const HANDLE_UNIT = /[\p{L}\p{N}_]/u
const HANDLE_LENGTH_LIMIT = 64

/** "@", also from East Asian keyboards. */
const AT = /[@＠﹫]/

/** Characters between leading handles: white space, commas and invisible marks. */
const BETWEEN = /[\s,\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** Characters inside a handle, not at its end: "@a.b" is a handle, "@a." is "@a" and a full stop. */
const INNER = /[.\-@]/

function parseHandle(text: string, start: number): string {
  let end = start + 1
  while (end < text.length && end - start <= HANDLE_LENGTH_LIMIT) {
    const unit = text[end] ?? ''
    if (HANDLE_UNIT.test(unit)) end += 1
    else if (end > start + 1 && INNER.test(unit) && HANDLE_UNIT.test(text[end + 1] ?? '')) end += 2
    else break
  }
  return text.slice(start + 1, end)
}

/**
 * Mentions at the start of a post, its addressees. A lone `@` or a mail address is not a mention. Linear time.
 *
 * @returns `handles` without `@`, in order, each once whatever its case; `restStart`, the offset of the text after the mentions
 * @example parseLeadingMentions('@ann, @bob no way') // => { handles: ['ann', 'bob'], restStart: 11 }
 */
export function parseLeadingMentions(text: string): { readonly handles: readonly string[]; readonly restStart: number } {
  let handles: string[] = []
  let seen: Set<string> | undefined
  let position = 0
  let restStart = 0
  while (position < text.length) {
    while (position < text.length && BETWEEN.test(text[position] ?? '')) position += 1
    if (!AT.test(text[position] ?? '')) break
    const handle = parseHandle(text, position)
    if (handle === '') break
    // Most posts have one mention: no set saves memory in pastes of millions.
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
