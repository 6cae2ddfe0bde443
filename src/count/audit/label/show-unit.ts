import { groupBy } from '../../../base/statistics/group-by.js'
import { titleOf as titleOfDeal, withRecordedDeals } from '../../../base/thread/deal-record.js'
import { isParentGuessed } from '../../../base/thread/known-parent.js'
import type { Post } from '../../../base/thread/post.js'
import type { UnitId } from '../../../base/thread/unit-key.js'
import { placePosts } from '../../../base/thread/walk-thread.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { DealInfo } from '../../breakdown/breakdown.js'

export type ShownPost = Pick<Post, 'author' | 'createdAt' | 'text'>

export interface ShownUnit {
  readonly postId: string
  readonly dealId: string | null
  readonly mover: string | null
  readonly move: string | null
  readonly dealName: string | null
  readonly post: ShownPost
  /** The post that it answers; the post above where that is not known. */
  readonly parent: ShownPost | null
  /** Heading of `parent`: "It answers", or why the parent is missing or uncertain. */
  readonly parentTitle: string
  /** The posts that started the branch, the first one first, without the parent. */
  readonly opening: readonly ShownPost[]
}

/**
 * Gives a function that looks up units among the scored posts, and walks each thread once.
 *
 * @param deals by id; those whose records the posts carry need not be there
 */
export function unitViewer(
  posts: readonly ScoredPost[],
  deals: ReadonlyMap<string, DealInfo>,
): (unit: UnitId) => ShownUnit {
  const known = withRecordedDeals<DealInfo>(deals, posts)
  const postsOf = groupBy(posts, ({ threadId }) => threadId)
  const walked = new Map<string, ReturnType<typeof walk>>()
  return ({ threadId, postId, dealId }) => {
    const thread = walked.get(threadId) ?? walk(postsOf.get(threadId) ?? [])
    walked.set(threadId, thread)
    const { post, parent = null } = thread.get(postId) ?? {}
    const deal = dealId === null ? undefined : known.get(dealId)
    const { mover = null, move = null } = deal ?? {}
    return {
      postId,
      dealId,
      mover,
      move,
      dealName: deal ? titleOfDeal(deal) : dealId,
      post: post
        ? { ...shown(post), text: shownText(post) }
        : { author: null, createdAt: null, text: '' },
      parent: parent && shown(parent),
      parentTitle: parent && post ? titleOf(post) : orphanTitle(post, thread),
      opening: openingOf(postId, thread).flatMap((one) => (one === parent ? [] : shown(one))),
    }
  }
}

function walk(posts: readonly Post[]) {
  const places = placePosts({ posts })
  return new Map(
    posts.map((post, index) => {
      const before = posts[index - 1]
      const { parent = null } = places.get(post.id) ?? {}
      const isRoot = [post, before].every((one) => one?.meta.role === 'root')
      const goesOn = isRoot && post.author !== null && post.author === before?.author
      const guess = isParentGuessed(post) ? before : undefined
      return [post.id, { post, parent: guess ?? parent, above: goesOn ? before : parent }] as const
    }),
  )
}

/** The posts in a row with which an author opened a branch. */
function openingOf(postId: string, thread: ReturnType<typeof walk>): Post[] {
  const row: Post[] = []
  for (let one = thread.get(postId)?.above; one; one = thread.get(one.id)?.above) row.unshift(one)
  const end = row.findIndex(({ author }) => author === null || author !== row[0]?.author)
  return end < 0 ? row : row.slice(0, Math.max(1, end))
}

export const KNOWN_TITLE = 'It answers'

function titleOf(post: Post): string {
  if (isParentGuessed(post)) return 'Post above (perhaps not what it answers)'
  return post.meta.possibleParents === undefined ? KNOWN_TITLE : 'Probably an answer to'
}

function orphanTitle(post: Post | undefined, thread: ReturnType<typeof walk>): string {
  if (post?.meta.role === 'root') {
    const roots = [...thread.values()].filter((each) => each.post.meta.role === 'root')
    // In a list no post answers another.
    const isThread = roots.length < thread.size
    return isThread && roots.every((each) => each.post.author === post.author)
      ? 'It answers no post: it starts the thread'
      : 'Whether it answers a post is not known'
  }
  const { missingParent } = post?.meta ?? {}
  return `The post that it answers is not known${missingParent === undefined ? '' : `: ${missingParent} is not among the posts`}`
}

/** The post's words; a quoted post stands below them: the model does not read it. */
export function shownText({ text, meta: { quotedText } }: Post): string {
  return typeof quotedText === 'string' ? `${text}\n\n[It quotes ${quotedText}]` : text
}

/** Time of a post; as its page shows it with a year, in no zone. */
export const timeOf = ({ createdAt, meta }: Post): string | null => {
  const time = String(meta['timeText'])
  return /\d{4}/.test(time) ? time : createdAt
}

const shown = (post: Post): ShownPost => ({
  author: post.author,
  createdAt: timeOf(post),
  text: post.text,
})
