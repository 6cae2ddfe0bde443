import { memoiseByNames } from '../../base/text/lazily.js'

/** A field of a post that a caller's column may fill. */
export type PostField =
  | 'text'
  | 'id'
  | 'parentId'
  | 'author'
  | 'createdAt'
  | 'threadId'
  | 'deal'
  | 'given'
  | 'givenProbability'

/**
 * Names of each field, the preferred first, without case, spaces, `_` and `-`. Only the user can
 * name a column of deals or of given labels.
 */
const FIELD_NAMES: Readonly<Record<PostField, string>> = {
  text: 'text full_text body content comment raw_message message comment_text commentary comment_body post_text tweet tweet_text post selftext raw_content text_original text_display comment_content post_content post_body hit_sentence markdown caption title',
  id: 'id id_str post_id comment_id tweet_id message_id status_id item_id uri cid comment_hex',
  parentId:
    'parent_id parent reply_to reply_to_id in_reply_to_id in_reply_to in_reply_to_status_id_str in_reply_to_status_id in_reply_to_tweet_id in_reply_to_row referenced_tweets.replied_to.id parent_comment_id parent_comment comment_parent parent_post_id parent_tweet_id reply_to_comment_id reply_to_post_id reply_to_status_id reply_to_message_id replied_to_post replied_to_id reply_to_cid parent_hex parent_uri is_reply_to',
  author:
    'author author.username user.username user.screen_name author.screen_name author.handle user username user_name screen_name speaker handle author_name author_display_name comment_author by from from.name channel_name owner_username profile_name owner actor influencer',
  createdAt:
    'created_at created_time timestamp date datetime created created_utc time_parsed time published_at comment_date_gmt comment_date post_date posted posted_at published creation_date',
  threadId: 'thread_id thread conversation_id conversation topic_id link_id video_id',
  deal: '',
  given: '',
  givenProbability: '',
}
const namesIn = (field: PostField): readonly string[] =>
  FIELD_NAMES[field].split(' ').filter(Boolean)

export const POST_FIELDS = Object.keys(FIELD_NAMES) as readonly PostField[]

export const bare = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '')

const RANK_BY_NAME: ReadonlyMap<string, { readonly field: PostField; readonly rank: number }> =
  new Map(
    POST_FIELDS.flatMap((field) =>
      namesIn(field).map((name, rank) => [bare(name), { field, rank }] as const),
    ),
  )

/** Names that pictures and headlines have beside a text. */
const TITLES: ReadonlySet<string> = new Set(['title', 'caption', 'post', 'markdown'])

/** True for the name of a column that may hold the texts of posts. */
export const isTextName = (name: string): boolean =>
  RANK_BY_NAME.get(bare(name))?.field === 'text' && !TITLES.has(bare(name))

export function namesOf(field: PostField): string {
  return namesIn(field)
    .filter((name) => !name.startsWith('raw'))
    .slice(0, 7)
    .join(', ')
}

export type Columns = Partial<Readonly<Record<PostField, string>>>

const NO_COLUMNS: Columns = {}

/**
 * Finds each field's name in a record. The preferred name wins; the others stay unmapped.
 *
 * @param mapped the caller's names: they override known names, and fill one field each
 */
export const findFields = (
  names: readonly string[],
  mapped: Columns = NO_COLUMNS,
): ReadonlyMap<PostField, string> => fieldsOfShape(names, mapped)

/** Records of one source mostly have the same names, in the same order. */
const fieldsOfShape = memoiseByNames(searchFields)

/** "Name", "Name (click to view profile)": the author where no other column is. */
const NAME_COLUMN = /^name(?: ?\(.{1,60}\))?$/i

function searchFields(names: readonly string[], mapped: Columns): Map<PostField, string> {
  const columns = new Map<PostField, { name: string; rank: number }>()
  const taken = new Set(Object.values(mapped))
  for (const name of names) {
    if (taken.has(name)) continue
    const known = RANK_BY_NAME.get(bare(name))
    if (known === undefined || mapped[known.field] !== undefined) continue
    const other = columns.get(known.field)
    if (other === undefined || known.rank < other.rank)
      columns.set(known.field, { name, rank: known.rank })
  }
  const fields = new Map<PostField, string>([...columns].map(([field, { name }]) => [field, name]))
  const post = names.find((name) => bare(name) === 'postid' && !taken.has(name))
  const comment = names.find((name) => bare(name) === 'commentid' && !taken.has(name))
  // In a table of comments, the post's id is the thread.
  if (post !== undefined && comment !== undefined && fields.get('id') === post) {
    fields.set('id', comment)
    if (!fields.has('threadId')) fields.set('threadId', post)
  }
  const named = names.find((name) => NAME_COLUMN.test(name) && !taken.has(name))
  if (named !== undefined && fields.has('text') && !fields.has('author'))
    fields.set('author', named)
  for (const field of POST_FIELDS) {
    const name = mapped[field]
    if (name !== undefined) fields.set(field, name)
  }
  return fields
}
