import { checkArguments } from '../../arguments/check-arguments.js'
import { MAP, SCORED_POSTS } from '../../arguments/shapes.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { withRecordedDeals } from '../../thread/deal-record.js'
import { isParentGuessed } from '../../thread/known-parent.js'
import type { Post } from '../../thread/post.js'
import { postKeyOf } from '../../thread/post-key.js'
import { buildThreads, type Thread } from '../../thread/thread.js'
import type { UnitId } from '../../thread/unit-key.js'
import { type PostPlace, placePosts } from '../../thread/walk-thread.js'

/** What a coder sees of a post: nothing that the model said. */
export type ShownPost = Pick<Post, 'author' | 'createdAt' | 'text'>

/** A unit as a coder sees it. */
export interface ShownUnit {
  readonly postId: string
  readonly dealId: string | null
  /** Null where the catalogue does not know the deal, or the post is tied to none. */
  readonly mover: string | null
  readonly move: string | null
  readonly post: ShownPost
  /** The post that it answers; the post above where that is not known. */
  readonly parent: ShownPost | null
  /** What the post answers, as a coder reads it: "It answers" before `parent`, or why there is none, or what is not known of it. */
  readonly parentTitle: string
  /** The post that started the branch, where that is not the parent. */
  readonly root: ShownPost | null
}

/** What a coder is told of a deal. */
export interface DealText {
  readonly mover: string
  readonly move: string
}

/**
 * Looks units up among the scored posts: a function, so that threads are walked once.
 *
 * @param deals by id; those whose records the posts carry need not be there
 */
export function unitViewer(posts: readonly ScoredPost[], deals: ReadonlyMap<string, DealText>): (unit: UnitId) => ShownUnit {
  checkArguments('unitViewer', { posts: [posts, SCORED_POSTS], deals: [deals, MAP] })
  const known = withRecordedDeals<DealText>(deals, posts)
  const threads = new Map(buildThreads(posts).map((thread) => [thread.id, thread]))
  const walked = new Map<Thread, ReturnType<typeof walk>>()
  const above = new Map<string, ScoredPost>()
  const last = new Map<string, ScoredPost>()
  for (const post of posts) {
    const before = last.get(post.threadId)
    if (before !== undefined && isParentGuessed(post)) above.set(postKeyOf(post), before)
    last.set(post.threadId, post)
  }
  const walkOnce = (thread: Thread): ReturnType<typeof walk> => {
    const found = walked.get(thread) ?? walk(thread)
    walked.set(thread, found)
    return found
  }
  return ({ threadId, postId, dealId }) => {
    const thread = threads.get(threadId)
    const { post, place } = (thread && walkOnce(thread).get(postId)) ?? {}
    const parent = above.get(postKeyOf({ threadId, id: postId })) ?? place?.parent ?? null
    const root = place && place.root.id !== postId && place.root.id !== parent?.id ? place.root : null
    const deal = dealId === null ? undefined : known.get(dealId)
    return {
      postId,
      dealId,
      mover: deal?.mover ?? null,
      move: deal?.move ?? null,
      post: post ? shown(post) : { author: null, createdAt: null, text: '' },
      parent: parent && shown(parent),
      parentTitle: parent ? (post ? titleOf(post) : KNOWN_TITLE) : orphanTitle(post),
      root: root && shown(root),
    }
  }
}

/** The posts of a thread by id, with their places. */
function walk(thread: Thread): Map<string, { readonly post: Post; readonly place: PostPlace }> {
  const places = placePosts(thread)
  return new Map(thread.posts.map((post) => [post.id, { post, place: places.get(post.id) as PostPlace }]))
}

/** The title of a parent that is known. */
export const KNOWN_TITLE = 'It answers'

function titleOf(post: Post): string {
  if (isParentGuessed(post)) return 'Which post it answers is not known; the post above'
  const { possibleParents } = post.meta
  return possibleParents === undefined ? KNOWN_TITLE : `It answers one of ${possibleParents.length} posts of an account; the nearest`
}

function orphanTitle(post: Post | undefined): string {
  if (post?.meta.role === 'root') return 'It answers no post: it starts the thread'
  const { missingParent } = post?.meta ?? {}
  return `What it answers is not known${missingParent === undefined ? '' : `: ${missingParent} is not among the posts`}`
}

const shown = ({ author, createdAt, text }: Post): ShownPost => ({ author, createdAt, text })
