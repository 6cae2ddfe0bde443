import { isDefaultScheme } from '../../scheme/scheme-tag.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { Judgement, ScoredPost } from '../../stance/stance-prediction.js'
import { roundDecimals } from '../../statistics/round-decimals.js'
import { postKeyOf } from '../../thread/post-key.js'
import { buildThreads } from '../../thread/thread.js'
import { placePosts } from '../../thread/walk-thread.js'
import { labelLooks, UNLABELLED_LOOK } from '../facts/label-look.js'
import { BASIS, RELATION } from '../table/render-explanation.js'
import { postKeys } from './post-keys.js'

/** A judgement in a page's data. Indices into `labels`; -1 for none. */
export type PageStance = readonly [dealIndex: number, labelIndex: number, leanIndex: number, basis: string]

/** A post in a page's data. What is absent is unknown, empty, or zero. */
export interface PagePost {
  readonly key: string
  readonly text: string
  readonly thread?: number
  readonly depth?: number
  /** Place of the post answered in the list of posts. */
  readonly parent?: number
  readonly author?: string
  readonly at?: string
  readonly label: number
  readonly lean: number
  readonly probabilities?: readonly number[]
  readonly stances?: readonly PageStance[]
  readonly sentiment?: number
  readonly reason?: string
  readonly flags?: readonly string[]
  /** Start, end, label, weight. */
  readonly evidence?: readonly (readonly [number, number, number, number])[]
  /** Place of the post, or its id where it is not there; relation, its probability, side. */
  readonly chain?: readonly (readonly [number | string, string, number, number])[]
  readonly url?: string
}

/** What the script of a page reads. */
export interface PageData {
  readonly labels: readonly { readonly name: string; readonly symbol: string; readonly series: number }[]
  readonly unlabelled: { readonly symbol: string; readonly series: number }
  readonly deals: readonly string[]
  readonly threads: readonly string[]
  readonly relations: Readonly<Record<string, string>>
  readonly bases: Readonly<Record<string, string>>
  /** Sentiment was not measured: labels of one's own, in another language than English. */
  readonly isWithoutSentiment?: true
  /** As they are read in their threads: each post before its answers. */
  readonly posts: readonly PagePost[]
}

/** The posts of a page, ready for its script. */
export function buildPageData(posts: readonly ScoredPost[], scheme: StanceScheme): PageData {
  const keys = postKeys(posts)
  const looks = labelLooks(scheme)
  const deals = [...new Set(posts.flatMap((post) => post.deals))]
  const threads = orderThreads(posts)
  const indexOf = (label: string | null): number => (label === null ? -1 : scheme.labels.indexOf(label))
  const ordered = threads.flatMap(({ placed }, thread) => placed.map((each) => ({ ...each, thread })))
  const indexOfPost = new Map(ordered.map(({ post }, index) => [postKeyOf(post), index]))
  const lookUp = (threadId: string, id: string): number | undefined => indexOfPost.get(postKeyOf({ threadId, id }))
  return {
    labels: scheme.labels.map((name) => ({ name, symbol: looks.get(name)?.symbol ?? '', series: looks.get(name)?.series ?? 0 })),
    unlabelled: { symbol: UNLABELLED_LOOK.symbol, series: UNLABELLED_LOOK.series },
    deals,
    threads: threads.map(({ id }) => id),
    relations: RELATION,
    bases: BASIS,
    ...(!isDefaultScheme(scheme) && posts.every(({ sentiment }) => sentiment === 0) && { isWithoutSentiment: true }),
    posts: ordered.map(({ post, depth, thread, parentId }): PagePost => {
      const parent = parentId === null ? undefined : lookUp(post.threadId, parentId)
      const url = safeAddress(post.meta.url)
      return {
        key: keys.get(post) ?? post.id,
        text: post.text,
        ...(thread > 0 && { thread }),
        ...(depth > 0 && { depth }),
        ...(parent !== undefined && { parent }),
        ...(post.author !== null && { author: post.author }),
        ...(post.createdAt !== null && { at: post.createdAt }),
        label: indexOf(post.label),
        lean: indexOf(post.lean),
        ...(post.probabilities && { probabilities: probabilitiesOf(post.probabilities, scheme) }),
        ...(post.stances.length > 0 && {
          stances: post.stances.map(
            ({ dealId, label, lean, by }): PageStance => [deals.indexOf(dealId), indexOf(label), indexOf(lean), by],
          ),
        }),
        ...(post.sentiment !== 0 && { sentiment: roundDecimals(post.sentiment, 4) }),
        ...(post.reason !== null && { reason: post.reason }),
        ...(post.flags.length > 0 && { flags: post.flags }),
        ...(post.evidence !== null &&
          post.evidence.length > 0 && {
            evidence: post.evidence.map(
              ({ start, end, toward, weight }) => [start, end, indexOf(toward), roundDecimals(weight, 2)] as const,
            ),
          }),
        ...(post.chain !== null &&
          post.chain.length > 0 && {
            chain: post.chain.map(
              ({ postId, relation, probability, side }) =>
                [lookUp(post.threadId, postId) ?? postId, relation, roundDecimals(probability, 2), indexOf(side)] as const,
            ),
          }),
        ...(url !== null && { url }),
      }
    }),
  }
}

const probabilitiesOf = (probabilities: NonNullable<Judgement['probabilities']>, { labels }: StanceScheme): number[] =>
  labels.map((label) => roundDecimals(probabilities[label] ?? 0, 3))

/** An address that a reader may follow: of the web, nothing that runs. */
function safeAddress(url: string | undefined): string | null {
  return typeof url === 'string' && /^https?:\/\/[^\s<>"']{1,2000}$/i.test(url) ? url : null
}

export interface PlacedPost {
  readonly post: ScoredPost
  readonly depth: number
  readonly parentId: string | null
}

/** The posts of each thread as they are read: each before its answers, answers in the order they were given. */
export function orderThreads(posts: readonly ScoredPost[]): { readonly id: string; readonly placed: readonly PlacedPost[] }[] {
  return buildThreads(posts).map((thread) => {
    const places = placePosts(thread)
    const members = thread.posts as readonly ScoredPost[]
    const answersOf = new Map<string | null, ScoredPost[]>()
    for (const post of members) {
      const parentId = places.get(post.id)?.parent?.id ?? null
      const siblings = answersOf.get(parentId)
      if (siblings) siblings.push(post)
      else answersOf.set(parentId, [post])
    }
    const placed: PlacedPost[] = []
    const waiting = [...(answersOf.get(null) ?? [])].reverse()
    for (let post = waiting.pop(); post !== undefined; post = waiting.pop()) {
      const place = places.get(post.id)
      placed.push({ post, depth: place?.depth ?? 0, parentId: place?.parent?.id ?? null })
      for (const answer of (answersOf.get(post.id) ?? []).reverse()) waiting.push(answer)
    }
    return { id: thread.id, placed }
  })
}
