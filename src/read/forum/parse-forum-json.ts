import { htmlToText } from '../../base/text/html-to-text.js'
import type { NodeKind } from '../../base/thread/post.js'
import { defineJsonSource, type Harvest, listing } from '../json/json-source.js'
import { type RecordMap, readMapped } from '../json/record-map.js'
import { get } from '../record/json-fields.js'

const DISCOURSE_POST: RecordMap = {
  id: ['id'],
  text: ['cooked'],
  author: ['username'],
  authorId: ['user_id'],
  authorName: ['name'],
  createdAt: ['created_at'],
  engagement: { likes: ['like_count', 'actions_summary.0.count'], replies: ['reply_count'], views: ['reads'] },
}
const QUOTED: ReadonlySet<string> = new Set(['aside'])
/** Notices that a topic was closed, moved, split. */
const SMALL_ACTION = 3

const isDiscoursePost = (value: unknown): boolean =>
  get.string(value, 'cooked') !== null && get.count(value, 'post_number') !== null && get.id(value, 'topic_id') !== null

/** A post without a parent answers the topic: its first post. */
function readDiscoursePost(post: unknown, harvest: Harvest, title: string | null): void {
  const topicId = get.id(post, 'topic_id')
  const number = get.count(post, 'post_number')
  if (topicId === null || number === null) {
    harvest.add(null)
    return
  }
  if (get.value(post, 'post_type') === SMALL_ACTION) {
    harvest.remark('notice of the program left out|notices of the program left out')
    return
  }
  const answered = get.count(post, 'reply_to_post_number') ?? 1
  const isDeleted = get.value(post, 'user_deleted') === true || get.name(post, 'deleted_at') !== null
  const found = readMapped(post, DISCOURSE_POST, {
    id: `${topicId}/${number}`,
    threadId: topicId,
    parentId: number === 1 ? null : `${topicId}/${answered}`,
    text: htmlToText(get.string(post, 'cooked') ?? '', { omitted: QUOTED }),
    node: isDeleted ? 'deleted' : null,
  })
  const isTitled = found !== null && number === 1 && title !== null && !isDeleted
  harvest.add(isTitled ? { ...found, text: `${title}\n\n${found.text}`.trim() } : found)
}

/** The first post carries the topic's title. @see https://docs.discourse.org/#tag/Topics/operation/getTopic */
export const DISCOURSE = defineJsonSource({
  id: 'discourse',
  description: 'topics of Discourse, as its API gives them',
  sign: 'an object with post_stream, or posts with cooked and post_number',
  refusal: 'expected a topic of Discourse, or posts with cooked, post_number and topic_id, got none. Leave the record out.',
  shapes: [
    {
      sign: 'the record is a topic of Discourse (post_stream)',
      accepts: (record) => get.list(record, 'post_stream', 'posts').some(isDiscoursePost),
      read: (record, harvest) => {
        const posts = get.list(record, 'post_stream', 'posts')
        for (const post of posts) readDiscoursePost(post, harvest, get.name(record, 'title'))
        const count = get.count(record, 'posts_count')
        const topicId = get.id(record, 'id') ?? get.id(posts[0], 'topic_id')
        if (topicId !== null && count !== null) harvest.facts.report(topicId, Math.max(0, count - 1))
      },
    },
    listing(
      'the records are posts of Discourse (cooked, post_number, topic_id)',
      (record) => (isDiscoursePost(record) ? [record] : get.list(record, 'latest_posts')),
      isDiscoursePost,
      (post, harvest) => readDiscoursePost(post, harvest, get.name(post, 'topic_title')),
    ),
  ],
})

const LEMMY_COMMENT: RecordMap = {
  id: ['comment.id'],
  text: ['comment.content'],
  author: ['creator.name'],
  authorId: ['creator.actor_id', 'creator.ap_id'],
  authorName: ['creator.display_name'],
  createdAt: ['comment.published', 'comment.published_at'],
  editedAt: ['comment.updated', 'comment.updated_at'],
  url: ['comment.ap_id'],
  engagement: { likes: ['counts.upvotes', 'comment.upvotes'], replies: ['counts.child_count', 'comment.child_count'] },
}

const LEMMY_POST: RecordMap = {
  ...LEMMY_COMMENT,
  id: ['post.id'],
  text: [],
  createdAt: ['post.published', 'post.published_at'],
  editedAt: ['post.updated', 'post.updated_at'],
  url: ['post.ap_id'],
  engagement: { likes: ['counts.upvotes', 'post.upvotes'], replies: ['counts.comments', 'post.comments'] },
}

const isLemmyComment = (value: unknown): boolean =>
  get.string(value, 'comment', 'content') !== null && get.string(value, 'comment', 'path') !== null
const isLemmyPost = (value: unknown): boolean =>
  get.name(value, 'post', 'name') !== null && get.id(value, 'post', 'id') !== null && get.object(value, 'creator') !== null

function lemmyNode(view: unknown, kind: 'comment' | 'post'): NodeKind | null {
  if (get.value(view, kind, 'deleted') === true || get.value(view, kind, 'removed') === true) return 'deleted'
  return get.value(view, 'creator', 'bot_account') === true ? 'bot' : null
}

/** Posts and comments are counted apart; the path of a comment is that of its ancestors: `0.12.34`. */
function readLemmy(view: unknown, harvest: Harvest): void {
  const postId = get.id(view, 'comment', 'post_id') ?? get.id(view, 'post', 'id')
  const threadId = postId === null ? null : `post/${postId}`
  if (isLemmyComment(view)) {
    const id = get.id(view, 'comment', 'id')
    const above = (get.string(view, 'comment', 'path') ?? '').split('.').at(-2) ?? '0'
    const parentId = above === '0' ? threadId : `comment/${above}`
    harvest.add(
      readMapped(view, LEMMY_COMMENT, {
        id: id === null ? null : `comment/${id}`,
        threadId,
        parentId,
        node: lemmyNode(view, 'comment'),
      }),
    )
    return
  }
  const text = [get.name(view, 'post', 'name'), get.name(view, 'post', 'body')].filter((part) => part !== null).join('\n\n')
  harvest.add(readMapped(view, LEMMY_POST, { id: threadId, threadId, parentId: null, text, node: lemmyNode(view, 'post') }))
}

/** @see https://join-lemmy.org/api */
export const LEMMY = defineJsonSource({
  id: 'lemmy',
  description: 'posts and comments of Lemmy, as its API gives them',
  sign: 'views with comment.path or post.name, and creator',
  refusal: 'expected a post or comment of Lemmy with its creator, got none. Leave the record out.',
  shapes: [
    listing(
      'the record is a list of comments or posts of Lemmy',
      (record) => [...[record['post_view']].filter(isLemmyPost), ...get.list(record, 'posts'), ...get.list(record, 'comments')],
      (view) => isLemmyComment(view) || isLemmyPost(view),
      readLemmy,
    ),
    {
      sign: 'the records are comments or posts of Lemmy (comment.path, creator)',
      accepts: (record) => isLemmyComment(record) || (isLemmyPost(record) && get.id(record, 'post', 'community_id') !== null),
      read: readLemmy,
    },
  ],
})
