/** The fields of a post that a record may carry under several names. */
export type PostField = 'text' | 'id' | 'parentId' | 'author' | 'createdAt' | 'threadId'

/** Names by field, as exports of platforms and forums spell them, the preferred first. Compared without case, spaces, `_` and `-`. */
const FIELD_NAMES: Readonly<Record<PostField, readonly string[]>> = {
  text: [
    'text',
    'full_text',
    'body',
    'content',
    'comment',
    'message',
    'comment_text',
    'comment_body',
    'post_text',
    'tweet',
    'tweet_text',
    'post',
    'selftext',
  ],
  id: ['id', 'id_str', 'post_id', 'comment_id', 'tweet_id', 'message_id', 'status_id'],
  parentId: [
    'parent_id',
    'parent',
    'reply_to',
    'reply_to_id',
    'in_reply_to_id',
    'in_reply_to',
    'in_reply_to_status_id_str',
    'in_reply_to_status_id',
    'in_reply_to_tweet_id',
  ],
  author: ['author', 'user', 'username', 'user_name', 'screen_name', 'speaker', 'handle', 'author_name', 'by', 'from'],
  createdAt: ['created_at', 'timestamp', 'date', 'datetime', 'created', 'created_utc', 'time', 'published_at'],
  threadId: ['thread_id', 'thread', 'conversation_id', 'conversation', 'topic_id', 'link_id'],
}

/** The fields of a post that a column can be mapped to. */
export const POST_FIELDS = Object.keys(FIELD_NAMES) as readonly PostField[]

const bare = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '')

const RANK_BY_NAME: ReadonlyMap<string, { readonly field: PostField; readonly rank: number }> = new Map(
  POST_FIELDS.flatMap((field) => FIELD_NAMES[field].map((name, rank) => [bare(name), { field, rank }] as const)),
)

/** Names under which a field is found, for messages. */
export function namesOf(field: PostField): string {
  return FIELD_NAMES[field].slice(0, 7).join(', ')
}

/** Records of one source share their names; so many shapes are remembered. */
const SHAPE_COUNT_LIMIT = 64
const fieldsByShape = new Map<string, ReadonlyMap<PostField, string>>()

/**
 * Finds which name of a record holds which field. Of several names for one field the preferred wins; the others stay unmapped.
 *
 * @param mapped names given by the caller; they win over the known ones, and a mapped name serves no other field
 */
export function findFields(
  names: readonly string[],
  mapped: Partial<Readonly<Record<PostField, string>>> = NO_MAPPING,
): ReadonlyMap<PostField, string> {
  const shape = JSON.stringify(mapped === NO_MAPPING ? names : [names, mapped])
  const known = fieldsByShape.get(shape)
  if (known !== undefined) return known
  const fields = searchFields(names, mapped)
  if (fieldsByShape.size < SHAPE_COUNT_LIMIT) fieldsByShape.set(shape, fields)
  return fields
}

const NO_MAPPING: Partial<Readonly<Record<PostField, string>>> = Object.freeze({})

function searchFields(names: readonly string[], mapped: Partial<Readonly<Record<PostField, string>>>): Map<PostField, string> {
  const found = new Map<PostField, { name: string; rank: number }>()
  const taken = new Set(Object.values(mapped))
  for (const name of names) {
    if (taken.has(name)) continue
    const known = RANK_BY_NAME.get(bare(name))
    if (known === undefined || mapped[known.field] !== undefined) continue
    const other = found.get(known.field)
    if (other === undefined || known.rank < other.rank) found.set(known.field, { name, rank: known.rank })
  }
  const fields = new Map<PostField, string>([...found].map(([field, { name }]) => [field, name]))
  for (const field of POST_FIELDS) {
    const name = mapped[field]
    if (name !== undefined) fields.set(field, name)
  }
  return fields
}
