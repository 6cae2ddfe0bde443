import type { FoundPost } from '../link/group-into-threads.js'
import { get, isJsonObject } from '../record/json-fields.js'
import { defineJsonSource, type Harvest, listing } from './json-source.js'
import type { RecordMap } from './record-map.js'
import { parseXPost, settleXPosts, statusMap } from './x-post.js'

const isStatus = (value: unknown): boolean =>
  (get.id(value, 'id_str') ?? get.id(value, 'id')) !== null &&
  (get.string(value, 'full_text') ?? get.string(value, 'text')) !== null &&
  isUser(get.object(value, 'user'))

const isUser = (user: unknown): boolean =>
  get.id(user, 'id_str') !== null ||
  (get.id(user, 'id') !== null && get.name(user, 'screen_name') !== null)

const isNamed = (status: unknown): boolean =>
  isStatus(status) && get.value(status, 'id_str') !== undefined
const statusesIn = (record: unknown): readonly unknown[] => get.list(record, 'statuses')

/** Stream records without a post: deletions, limits, warnings. */
const NOTICES = [
  'delete',
  'limit',
  'scrub_geo',
  'disconnect',
  'warning',
  'status_withheld',
  'user_withheld',
]

const isNotice = (record: unknown): boolean =>
  isJsonObject(record) && NOTICES.some((name) => get.object(record, name) !== null)

const STATUS: RecordMap = {
  ...statusMap(''),
  id: ['id_str', 'id'],
  author: ['user.screen_name', 'user.id_str', 'user.id'],
  authorId: ['user.id_str', 'user.id'],
  authorName: ['user.name'],
  quotes: ['quoted_status_id_str', 'quoted_status.id_str'],
  repostOf: ['retweeted_status.id_str', 'retweeted_status_id_str'],
}

function parseStatus(status: unknown): FoundPost | null {
  const text = get.string(status, 'full_text') ?? get.string(status, 'text') ?? ''
  const foundPost = parseXPost(status, STATUS, {
    text,
    longText: get.name(status, 'extended_tweet', 'full_text'),
  })
  const isCut =
    get.value(status, 'truncated') === true &&
    get.string(status, 'extended_tweet', 'full_text') === null
  return foundPost && isCut
    ? { ...foundPost, meta: { ...foundPost.meta, truncated: true } }
    : foundPost
}

const take = (status: unknown, harvest: Harvest): void =>
  isStatus(status) ? harvest.add(parseStatus(status)) : harvest.refuse()

/**
 * Ids come from `id_str`; the number beside it has lost digits.
 * Records name no conversation: the thread is named after its root.
 *
 * @see https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
 */
export const X_V1 = defineJsonSource({
  id: 'x-v1',
  description:
    'X API v1.1, as twarc 1, Hydrator and tweepy write it: posts one a line, arrays, searches',
  refusal:
    'expected a post of the X API with id_str and full_text or text, got none. Leave the record out.',
  // https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet (reply_count)
  repliesCounted: 'direct',
  shapes: [
    {
      sign: 'the records are posts of the X API, version 1.1 (id_str, user)',
      accepts: isNamed,
      read: take,
    },
    { sign: null, accepts: isStatus, read: take },
    listing(
      'the record is a search of the X API, version 1.1 (statuses with id_str)',
      statusesIn,
      isNamed,
      take,
    ),
    listing(null, statusesIn, isStatus, take),
    {
      sign: null,
      accepts: isNotice,
      read: (_, harvest) =>
        harvest.remark('notice of the stream left out|notices of the stream left out'),
    },
  ],
  finish: (posts, { note }) => settleXPosts(posts, note),
})
