import { htmlToText } from '../../base/text/html-to-text.js'
import { get } from '../record/json-fields.js'
import { defineJsonSource, type Harvest, listing, NOTICE } from './json-source.js'
import { parseMapped, type RecordMap } from './record-map.js'

/** Counts are of direct replies. @see https://docs.discourse.org/#tag/Posts/operation/getPost */
const POST: RecordMap = {
  id: ['id'],
  text: ['cooked'],
  author: ['username'],
  authorId: ['user_id'],
  authorName: ['name'],
  createdAt: ['created_at'],
  engagement: {
    likes: ['like_count', 'actions_summary.0.count'],
    replies: ['reply_count'],
    views: ['reads'],
  },
  nodes: { user_deleted: 'deleted', deleted_at: 'deleted' },
}
const QUOTED: ReadonlySet<string> = new Set(['aside'])
const SMALL_ACTION = 3

const isPost = (value: unknown): boolean =>
  ![
    get.string(value, 'cooked'),
    get.count(value, 'post_number'),
    get.id(value, 'topic_id'),
  ].includes(null)

function parseDiscoursePost(post: unknown, harvest: Harvest, title: string | null) {
  const topicId = get.id(post, 'topic_id')
  const number = get.count(post, 'post_number')
  if (topicId === null || number === null) return harvest.add(null)
  if (get.value(post, 'post_type') === SMALL_ACTION) return harvest.remark(NOTICE)
  const answered = get.count(post, 'reply_to_post_number') ?? 1
  const foundPost = parseMapped(post, POST, {
    id: `${topicId}/${number}`,
    threadId: topicId,
    parentId: number === 1 ? null : `${topicId}/${answered}`,
    text: htmlToText(get.string(post, 'cooked') ?? '', { omitted: QUOTED }),
  })
  const isTitled =
    foundPost !== null && number === 1 && title !== null && foundPost.meta.node === undefined
  harvest.add(isTitled ? { ...foundPost, text: `${title}\n\n${foundPost.text}`.trim() } : foundPost)
}

/**
 * The first post carries the title.
 *
 * @see https://docs.discourse.org/#tag/Topics/operation/getTopic
 */
export const DISCOURSE = defineJsonSource({
  id: 'discourse',
  description: 'topics of Discourse, as its API gives them',
  refusal:
    'expected posts of Discourse with cooked, post_number, topic_id, got none. Leave the record out.',
  shapes: [
    {
      sign: 'the record is a topic of Discourse (post_stream)',
      accepts: (record) => get.list(record, 'post_stream', 'posts').some(isPost),
      read: (record, harvest) => {
        const posts = get.list(record, 'post_stream', 'posts')
        for (const post of posts) parseDiscoursePost(post, harvest, get.name(record, 'title'))
        const count = get.count(record, 'posts_count')
        const topicId = get.id(record, 'id') ?? get.id(posts[0], 'topic_id')
        if (count !== null) harvest.facts.add(topicId, { reportedCount: Math.max(0, count - 1) })
      },
    },
    listing(
      'the records are posts of Discourse (cooked, post_number, topic_id)',
      (record) => (isPost(record) ? [record] : get.list(record, 'latest_posts')),
      isPost,
      (post, harvest) => parseDiscoursePost(post, harvest, get.name(post, 'topic_title')),
    ),
  ],
})
