import { get, type JsonObject } from '../record/json-fields.js'
import { defineJsonSource, type Harvest, type RecordShape } from './json-source.js'
import { type MappedFacts, parseMapped, type RecordMap } from './record-map.js'

const inside = (record: unknown): unknown =>
  get.object(record, '__import_meta') === null ? (get.object(record, 'data') ?? record) : record

const TIKTOK_VIDEO: RecordMap = {
  id: ['id'],
  text: ['desc'],
  threadId: ['id'],
  author: ['author.uniqueId', 'author'],
  authorId: ['author.id', 'authorId'],
  authorName: ['author.nickname', 'nickname'],
  createdAt: ['createTime'],
  engagement: {
    likes: ['stats.diggCount', 'statsV2.diggCount'],
    replies: ['stats.commentCount', 'statsV2.commentCount'],
    reposts: ['stats.shareCount', 'statsV2.shareCount'],
    views: ['stats.playCount', 'statsV2.playCount'],
  },
  nodes: { isAd: 'advert' },
}

const TIKTOK_COMMENT: RecordMap = {
  id: ['cid'],
  text: ['text'],
  threadId: ['aweme_id'],
  author: ['user.unique_id', 'user.uid'],
  authorId: ['user.uid'],
  authorName: ['user.nickname'],
  createdAt: ['create_time'],
  language: ['comment_language'],
  engagement: { likes: ['digg_count'], replies: ['reply_comment_total'] },
}

/** Instagram and Threads share field names. */
const META_POST: RecordMap = {
  id: ['code', 'pk'],
  text: [],
  author: ['user.username'],
  authorId: ['user.pk', 'user.id'],
  authorName: ['user.full_name'],
  createdAt: ['taken_at'],
  quotes: ['text_post_app_info.share_info.quoted_post.code'],
  repostOf: ['text_post_app_info.share_info.reposted_post.code'],
  engagement: {
    likes: ['like_count'],
    replies: ['text_post_app_info.direct_reply_count', 'comment_count'],
    reposts: ['text_post_app_info.repost_count'],
    quotes: ['text_post_app_info.quote_count'],
    views: ['play_count', 'view_count'],
  },
  nodes: { 'text_post_app_info.share_info.reposted_post': 'retweet', ad_id: 'advert' },
}

const LINKEDIN_POST: RecordMap = {
  id: ['updateMetadata.urn', 'preDashEntityUrn', 'entityUrn'],
  text: ['commentary.text.text'],
  author: ['actor.name.text'],
  createdAt: [],
  engagement: {
    likes: ['*socialDetail.*totalSocialActivityCounts.numLikes'],
    replies: ['*socialDetail.*totalSocialActivityCounts.numComments'],
    reposts: ['*socialDetail.*totalSocialActivityCounts.numShares'],
  },
}

function parseMeta(post: unknown): MappedFacts {
  const id = get.id(post, 'code')
  const reposted = get.object(post, 'text_post_app_info', 'share_info', 'reposted_post')
  const answered = get.name(post, 'text_post_app_info', 'reply_to_author', 'username')
  return {
    threadId: id,
    // A post without a caption is a picture.
    text: get.string(reposted ?? post, 'caption', 'text') ?? '',
    missingParent: answered === null || id === null ? null : `@${answered}`,
  }
}

function parseLinkedIn(post: unknown): MappedFacts {
  const urn =
    get.name(post, 'updateMetadata', 'urn') ??
    get.name(post, 'preDashEntityUrn') ??
    get.name(post, 'entityUrn') ??
    ''
  const id = /urn:li:activity:(\d+)/.exec(urn)?.[1] ?? null
  const age = get.name(post, 'actor', 'subDescription', 'text') ?? ''
  // LinkedIn's promoted posts lack an age.
  return {
    id,
    threadId: id,
    node: /\d/.test(age) ? null : 'advert',
    ...(get.object(post, 'commentary') === null && { text: '' }),
  }
}

const isTikTokVideo = (post: unknown): boolean =>
  get.id(post, 'id') !== null &&
  get.string(post, 'desc') !== null &&
  get.value(post, 'createTime') !== undefined
const isTikTokComment = (post: unknown): boolean =>
  get.id(post, 'cid') !== null &&
  get.string(post, 'text') !== null &&
  get.id(post, 'aweme_id') !== null
const isMetaPost = (post: unknown): boolean =>
  get.name(post, 'code') !== null &&
  get.value(post, 'taken_at') !== undefined &&
  get.name(post, 'user', 'username') !== null
const isLinkedInPost = (post: unknown): boolean =>
  get.object(post, 'actor', 'name') !== null && get.value(post, 'commentary') !== undefined

const shape = (
  sign: string,
  isPost: (post: unknown) => boolean,
  map: RecordMap,
  facts: (post: unknown) => MappedFacts = () => ({}),
): RecordShape => ({
  sign,
  accepts: (record: JsonObject) => isPost(inside(record)),
  read: (record: JsonObject, harvest: Harvest) => {
    const post = inside(record)
    harvest.add(parseMapped(post, map, facts(post)))
  },
})

/**
 * Threads' captures name the answered account, not the post. LinkedIn's show ages, which are left
 * out.
 *
 * @see https://github.com/digitalmethodsinitiative/zeeschuimer
 */
export const ZEESCHUIMER = defineJsonSource({
  id: 'zeeschuimer',
  description:
    "TikTok, Instagram, Threads and LinkedIn as Zeeschuimer captures them: its NDJSON, or 4CAT's form of it",
  refusal:
    'expected a post of TikTok, Instagram, Threads or LinkedIn as Zeeschuimer captures it, got none. Leave the record out.',
  // https://developers.facebook.com/docs/instagram-platform/reference/instagram-media#fields
  // (comments_count), alike on TikTok and LinkedIn
  repliesCounted: 'all depths',
  shapes: [
    shape(
      'the records are comments of TikTok (cid, aweme_id)',
      isTikTokComment,
      TIKTOK_COMMENT,
      (post) => {
        const named = [get.id(post, 'reply_to_reply_id'), get.id(post, 'reply_id')]
        return { parentId: named.find((id) => id !== null && id !== '0') ?? null }
      },
    ),
    shape('the records are videos of TikTok (desc, createTime)', isTikTokVideo, TIKTOK_VIDEO),
    shape(
      'the records are posts of Instagram or Threads (code, taken_at, user)',
      isMetaPost,
      META_POST,
      parseMeta,
    ),
    shape(
      'the records are posts of LinkedIn (actor, commentary)',
      isLinkedInPost,
      LINKEDIN_POST,
      parseLinkedIn,
    ),
  ],
})
