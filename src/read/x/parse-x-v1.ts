import { defineJsonSource } from '../json/json-source.js'
import type { FoundPost } from '../link/assemble-posts.js'
import { countAt, idAt, isJsonObject, known, listAt, nameAt, objectAt, stringAt, timeAt, valueAt } from '../record/json-fields.js'
import { findXPosts, noteCut, underOriginals, type XPost, xCounts } from './x-post.js'

const isStatus = (value: unknown): boolean =>
  (idAt(value, 'id_str') ?? idAt(value, 'id')) !== null &&
  (stringAt(value, 'full_text') ?? stringAt(value, 'text')) !== null &&
  (idAt(value, 'user', 'id_str') !== null || (idAt(value, 'user', 'id') !== null && nameAt(value, 'user', 'screen_name') !== null))

/** Records of a stream that are no posts: what was deleted, how much was left out. */
const NOTICES = ['delete', 'limit', 'scrub_geo', 'disconnect', 'warning', 'status_withheld', 'user_withheld']

const isNotice = (record: unknown): boolean => isJsonObject(record) && NOTICES.some((name) => objectAt(record, name) !== null)

function toXPost(status: unknown): XPost {
  const id = idAt(status, 'id_str') ?? idAt(status, 'id') ?? ''
  const isCut = valueAt(status, 'truncated') === true && stringAt(status, 'extended_tweet', 'full_text') === null
  return {
    id,
    text: stringAt(status, 'full_text') ?? stringAt(status, 'text') ?? '',
    longText: nameAt(status, 'extended_tweet', 'full_text'),
    conversationId: idAt(status, 'conversation_id_str'),
    parentId: idAt(status, 'in_reply_to_status_id_str') ?? idAt(status, 'in_reply_to_status_id'),
    quotedId: idAt(status, 'quoted_status_id_str') ?? idAt(status, 'quoted_status', 'id_str'),
    retweetedId: idAt(status, 'retweeted_status', 'id_str') ?? idAt(status, 'retweeted_status_id_str'),
    authorId: idAt(status, 'user', 'id_str') ?? idAt(status, 'user', 'id'),
    username: nameAt(status, 'user', 'screen_name'),
    createdAt: timeAt(status, 'created_at'),
    language: nameAt(status, 'lang'),
    engagement: xCounts((name) => countAt(status, name)),
    extra: { ...known({ authorName: nameAt(status, 'user', 'name') }), ...(isCut && { truncated: true }) },
  }
}

/** The handles that other posts of an account name, where a post has only the account's id. */
function named(posts: readonly FoundPost[]): FoundPost[] {
  const handles = new Map<unknown, string>()
  for (const { author, meta } of posts) if (author !== null && author !== meta['authorId']) handles.set(meta['authorId'], author)
  return posts.map((post) => (post.author === null ? post : { ...post, author: handles.get(post.author) ?? post.author }))
}

const NOTICE = 'notice of the stream left out|notices of the stream left out'

/**
 * The id is `id_str`, never the number beside it, which has lost its last digits. The records name no conversation: a thread is named after
 * the root that is reached.
 *
 * @see https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
 */
export const X_V1 = defineJsonSource({
  id: 'x-v1',
  description: 'X API v1.1, as twarc 1, Hydrator and tweepy write it: posts one a line, arrays, searches',
  sign: 'records have id_str, full_text or text, and user',
  refusal: 'expected a post of the X API with id_str and full_text or text, got none. Leave the record out.',
  recognise: ({ records }) => {
    for (const record of records()) {
      if (isStatus(record) && valueAt(record, 'id_str') !== undefined)
        return 'the records are posts of the X API, version 1.1 (id_str, user)'
      if (listAt(record, 'statuses').some((status) => isStatus(status) && valueAt(status, 'id_str') !== undefined))
        return 'the record is a search of the X API, version 1.1 (statuses with id_str)'
    }
    return null
  },
  isLine: (record) => isStatus(record) || isNotice(record),
  read: (record, harvest) => {
    const statuses = Array.isArray(valueAt(record, 'statuses')) ? listAt(record, 'statuses') : Array.isArray(record) ? record : null
    for (const status of statuses ?? [record]) {
      if (isStatus(status)) for (const post of findXPosts([toXPost(status)])) harvest.add(post)
      else if (isNotice(status)) harvest.remark(NOTICE)
      else harvest.refuse()
    }
  },
  finish: (posts, harvest) => {
    noteCut(posts, harvest.note)
    return underOriginals(named(posts))
  },
})
