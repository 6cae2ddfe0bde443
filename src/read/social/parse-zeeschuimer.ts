import { defineJsonSource, type Harvest, type RecordShape, underThreadRoot } from '../json/json-source.js'
import { type MappedFacts, type RecordMap, readMapped } from '../json/record-map.js'
import { idAt, type JsonObject, listAt, nameAt, objectAt, stringAt, valueAt } from '../record/json-fields.js'

/** Zeeschuimer puts the post under `data` of its envelope; 4CAT keeps the envelope under `__import_meta` of the post. */
const inside = (record: unknown): unknown => (objectAt(record, '__import_meta') === null ? (objectAt(record, 'data') ?? record) : record)

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

/** Instagram and Threads share their names; older captures of Instagram are of another API. */
const META_POST: RecordMap = {
  id: ['code', 'shortcode', 'pk'],
  text: [],
  author: ['user.username', 'owner.username'],
  authorId: ['user.pk', 'user.id', 'owner.id'],
  authorName: ['user.full_name', 'owner.full_name'],
  createdAt: ['taken_at', 'taken_at_timestamp'],
  quotes: ['text_post_app_info.share_info.quoted_post.code'],
  repostOf: ['text_post_app_info.share_info.reposted_post.code'],
  engagement: {
    likes: ['like_count', 'edge_media_preview_like.count'],
    replies: ['text_post_app_info.direct_reply_count', 'comment_count', 'edge_media_to_comment.count'],
    reposts: ['text_post_app_info.repost_count'],
    quotes: ['text_post_app_info.quote_count'],
    views: ['play_count', 'view_count'],
  },
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

function readMeta(post: unknown): MappedFacts {
  const id = idAt(post, 'code') ?? idAt(post, 'shortcode')
  const reposted = objectAt(post, 'text_post_app_info', 'share_info', 'reposted_post')
  const answered = nameAt(post, 'text_post_app_info', 'reply_to_author', 'username')
  const isAdvert = valueAt(post, 'ad_id') !== undefined && valueAt(post, 'ad_id') !== null
  return {
    threadId: id,
    // A post without a caption is a picture.
    text: stringAt(reposted ?? post, 'caption', 'text') ?? (reposted === null ? olderCaption(post) : ''),
    missingParent: answered === null || id === null ? null : `@${answered}`,
    node: reposted !== null ? 'retweet' : isAdvert ? 'advert' : null,
  }
}

const olderCaption = (post: unknown): string => stringAt(listAt(post, 'edge_media_to_caption', 'edges')[0], 'node', 'text') ?? ''

function readLinkedIn(post: unknown): MappedFacts {
  const urn = nameAt(post, 'updateMetadata', 'urn') ?? nameAt(post, 'preDashEntityUrn') ?? nameAt(post, 'entityUrn') ?? ''
  const id = /urn:li:activity:(\d+)/.exec(urn)?.[1] ?? null
  const age = nameAt(post, 'actor', 'subDescription', 'text') ?? ''
  // What LinkedIn promotes has no age.
  return { id, threadId: id, node: /\d/.test(age) ? null : 'advert', ...(objectAt(post, 'commentary') === null && { text: '' }) }
}

const isTikTokVideo = (post: unknown): boolean =>
  idAt(post, 'id') !== null && stringAt(post, 'desc') !== null && valueAt(post, 'createTime') !== undefined
const isTikTokComment = (post: unknown): boolean =>
  idAt(post, 'cid') !== null && stringAt(post, 'text') !== null && idAt(post, 'aweme_id') !== null
const isMetaPost = (post: unknown): boolean =>
  (nameAt(post, 'code') ?? nameAt(post, 'shortcode')) !== null &&
  (valueAt(post, 'taken_at') ?? valueAt(post, 'taken_at_timestamp') ?? nameAt(post, '__typename')) !== undefined &&
  (nameAt(post, 'user', 'username') ?? idAt(post, 'owner', 'id')) !== null
const isLinkedInPost = (post: unknown): boolean => objectAt(post, 'actor', 'name') !== null && valueAt(post, 'commentary') !== undefined

const shape = (
  sign: string,
  isPost: (post: unknown) => boolean,
  map: RecordMap,
  facts: (post: unknown) => MappedFacts = () => ({}),
): RecordShape => ({
  sign,
  isOnePost: true,
  accepts: (record: JsonObject) => isPost(inside(record)),
  read: (record: JsonObject, harvest: Harvest) => {
    const post = inside(record)
    harvest.add(readMapped(post, map, facts(post)))
  },
})

/**
 * The captures name whom a post of Threads answers, not which of the posts; those of LinkedIn have no time, only an age, which is left out.
 *
 * @see https://github.com/digitalmethodsinitiative/zeeschuimer
 */
export const ZEESCHUIMER = defineJsonSource({
  id: 'zeeschuimer',
  description: "TikTok, Instagram, Threads and LinkedIn as Zeeschuimer captures them: its NDJSON, or 4CAT's form of it",
  sign: 'records have desc and createTime, cid and aweme_id, code and taken_at, or actor and commentary',
  refusal: 'expected a post of TikTok, Instagram, Threads or LinkedIn as Zeeschuimer captures it, got none. Leave the record out.',
  shapes: [
    shape('the records are comments of TikTok (cid, aweme_id)', isTikTokComment, TIKTOK_COMMENT, (post) => {
      const answered = idAt(post, 'reply_to_reply_id')
      const top = idAt(post, 'reply_id')
      const parentId = answered !== null && answered !== '0' ? answered : top !== null && top !== '0' ? top : null
      return { parentId }
    }),
    shape('the records are videos of TikTok (desc, createTime)', isTikTokVideo, TIKTOK_VIDEO, (post) => ({
      node: valueAt(post, 'isAd') === true ? 'advert' : null,
    })),
    shape('the records are posts of Instagram or Threads (code, taken_at, user)', isMetaPost, META_POST, readMeta),
    shape('the records are posts of LinkedIn (actor, commentary)', isLinkedInPost, LINKEDIN_POST, readLinkedIn),
  ],
  finish: underThreadRoot,
})
