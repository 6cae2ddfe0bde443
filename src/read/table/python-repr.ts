/** Names under which a user's handle stands in an object of Python or JSON that was written into a cell. */
const HANDLE = /['"]?\b(?:username|userName|screen_name|handle|acct)['"]?\s*[:=]\s*(?:'([^']{1,200})'|"([^"]{1,200})")/
const NAME = /['"]?\b(?:name|displayname|displayName|display_name)['"]?\s*[:=]\s*(?:'([^']{1,200})'|"([^"]{1,200})")/
/** `{'username': …}`, `{"username": …}`, `User(username=…)`. */
const OBJECT = /^\s*(?:\{\s*['"]|\w{1,40}\(\w)/

/** The handle, else the name, in a cell that holds a user as Python or JSON writes one; any other value as it is. */
export function readPythonUser(value: unknown): unknown {
  if (typeof value !== 'string' || !OBJECT.test(value)) return value
  const found = HANDLE.exec(value) ?? NAME.exec(value)
  return found?.[1] ?? found?.[2] ?? value
}

/** A post answered and a post repeated, as a cell of references names them. */
export interface References {
  readonly repliedTo: string | null
  readonly retweeted: string | null
}

/** `[{'type': 'replied_to', 'id': '12'}]` as pandas writes a list of the X API, `[<ReferencedTweet id=12 type=replied_to>]` as tweepy does. */
export function readPythonReferences(value: unknown): References {
  const text = typeof value === 'string' ? value : ''
  const idOf = (type: string): string | null => {
    for (const [part] of text.matchAll(/[{<][^{}<>]{0,300}[}>]/g)) {
      if (!part.includes(type)) continue
      const id = /\bid['"]?\s*[:=]\s*['"]?(\d{1,25})/.exec(part)?.[1]
      if (id !== undefined) return id
    }
    return null
  }
  return { repliedTo: idOf('replied_to'), retweeted: idOf('retweeted') }
}
