import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { roundDecimals } from '../../base/statistics/estimate/mean.js'
import { addTo, countEach } from '../../base/statistics/group-by.js'
import { describeAnswer, isParentKnown } from '../../base/thread/known-parent.js'
import { buildThreads } from '../../base/thread/thread.js'
import { postKeyOf } from '../../base/thread/unit-key.js'
import { placePosts } from '../../base/thread/walk-thread.js'
import type { Judgement, LinkBasis, ScoredPost } from '../../judge/stance/stance-prediction.js'
import { labelsToShow, type ShowLabel } from '../facts/hand-labels.js'
import { lookOf, UNLABELLED_LOOK } from '../facts/label-colours.js'
import { shownEvidence } from '../facts/strongest-posts.js'

/** The basis of a link to a deal, in words. */
const LINK_BASIS_PHRASES: Readonly<Record<LinkBasis, string>> = {
  given: 'you named the deal',
  text: 'its own words name the deal',
  parent: 'the post it answers is about it',
  root: 'the first post of its branch is about it',
  default: 'its thread is about it',
}

/** A judgement in a page's data. Indices refer to `deals` and `labels`; -1 means no label. A coder's label comes with the model's. */
export type PageStance = readonly [dealIndex: number, basis: string, labelIndex: number, leanIndex: number, modelIndex?: number]

/** A post in a page's data. Unknown, empty and zero fields are absent. */
export interface PagePost {
  readonly key: string
  readonly text: string
  readonly depth?: number
  /** True if the depth is only that of the drawing: a parent on the way to the root is not known. */
  readonly isDepthUnknown?: true
  readonly parent?: number
  /** Words on the possible parents, where there is not one known parent. */
  readonly answer?: string
  readonly author?: string
  readonly at?: string
  readonly label: number
  /** The model's label; absent where it is the shown one. */
  readonly model?: number
  /** Index of the lean; absent where it is the label. */
  readonly lean?: number
  readonly probabilities?: readonly number[]
  readonly stances?: readonly PageStance[]
  readonly reason?: string
  readonly flags?: readonly string[]
  /** Start and end of the words that moved the model towards the label. */
  readonly marked?: readonly (readonly [number, number])[]
  readonly url?: string
}

export interface PageData {
  readonly labels: readonly { readonly name: string; readonly symbol: string; readonly series: number }[]
  readonly unlabelled: { readonly symbol: string; readonly series: number }
  readonly deals: readonly string[]
  readonly bases: Readonly<Record<string, string>>
  /** For example "by hand". */
  readonly checked: string
  /** In reading order: each post before its replies. */
  readonly posts: readonly PagePost[]
}

interface PageOptions {
  /** Deals by id, as readers call them; a deal without a name of its own keeps its id. */
  readonly nameOf?: ReadonlyMap<string, string>
  readonly show?: ShowLabel
  readonly checked?: string
}

export function buildPageData(
  posts: readonly ScoredPost[],
  scheme: StanceScheme,
  { nameOf = new Map(), show = labelsToShow(null), checked = 'in the audit' }: PageOptions = {},
): PageData {
  const keys = postKeys(posts)
  const deals = [...new Set(posts.flatMap((post) => post.deals))]
  const indexOf = (label: string | null): number => (label === null ? -1 : scheme.labels.indexOf(label))
  const ordered = orderPosts(posts)
  const indexOfPost = new Map(ordered.map(({ post }, index) => [postKeyOf(post), index]))
  const findIndex = (threadId: string, id: string): number | undefined => indexOfPost.get(postKeyOf({ threadId, id }))
  return {
    labels: scheme.labels.map((name) => ({ name, symbol: lookOf(scheme, name).symbol, series: lookOf(scheme, name).series })),
    unlabelled: { symbol: UNLABELLED_LOOK.symbol, series: UNLABELLED_LOOK.series },
    deals: new Set(deals.map((id) => nameOf.get(id) ?? id)).size === deals.length ? deals.map((id) => nameOf.get(id) ?? id) : deals,
    bases: LINK_BASIS_PHRASES,
    checked,
    posts: ordered.map(({ post, depth, level, parentId }): PagePost => {
      const isGuessed = parentId !== null && !isParentKnown(post)
      const parent = parentId === null || isGuessed ? undefined : findIndex(post.threadId, parentId)
      const url = safeUrl(post.meta.url)
      const shown = show(post, post, post.stances[0]?.dealId ?? null)
      const marked = shownEvidence(post.text, post.evidence, post.label ?? post.lean)
      return {
        key: keys.get(post) ?? post.id,
        text: post.text,
        ...(depth > 0 && { depth }),
        ...(depth > 0 && level === null && { isDepthUnknown: true }),
        ...(parent !== undefined && { parent }),
        ...(isGuessed && { answer: describeAnswer(post) }),
        ...(post.author !== null && { author: post.author }),
        ...(post.createdAt !== null && { at: post.createdAt.replace(/\.000Z$/, 'Z') }),
        label: indexOf(shown.label),
        ...(shown.model !== undefined && { model: indexOf(shown.model) }),
        ...(post.lean !== shown.label && { lean: indexOf(post.lean) }),
        ...(post.probabilities && { probabilities: probabilitiesOf(post.probabilities, scheme) }),
        ...(post.stances.length > 0 && {
          stances: post.stances.map((stance): PageStance => {
            const { label, model } = show(post, stance, stance.dealId)
            const own = [deals.indexOf(stance.dealId), stance.by, indexOf(label), indexOf(stance.lean)] as const
            return model === undefined ? own : [...own, indexOf(model)]
          }),
        }),
        ...(post.reason !== null && { reason: post.reason }),
        ...(post.flags.length > 0 && { flags: post.flags }),
        ...(marked.length > 0 && { marked: marked.map(({ start, end }) => [start, end] as const) }),
        ...(url !== null && { url }),
      }
    }),
  }
}

const probabilitiesOf = (probabilities: NonNullable<Judgement['probabilities']>, { labels }: StanceScheme): number[] =>
  labels.map((label) => roundDecimals(probabilities[label] ?? 0, 3))

/** A URL that is safe to link to: http or https only; null for any other. */
const safeUrl = (url: string | undefined): string | null =>
  typeof url === 'string' && /^https?:\/\/[^\s<>"']{1,2000}$/i.test(url) ? url : null

interface PlacedPost {
  readonly post: ScoredPost
  readonly depth: number
  /** Level of the post, as in `PostPlace`. */
  readonly level: number | null
  readonly parentId: string | null
}

export function orderPosts(posts: readonly ScoredPost[]): PlacedPost[] {
  return buildThreads(posts).flatMap((thread) => {
    const places = placePosts(thread)
    const members = thread.posts as readonly ScoredPost[]
    const repliesOf = new Map<string | null, ScoredPost[]>()
    for (const post of members) addTo(repliesOf, places.get(post.id)?.parent?.id ?? null, post)
    const placed: PlacedPost[] = []
    const stack = [...(repliesOf.get(null) ?? [])].reverse()
    for (let post = stack.pop(); post !== undefined; post = stack.pop()) {
      const place = places.get(post.id)
      placed.push({ post, depth: place?.depth ?? 0, level: place?.level ?? null, parentId: place?.parent?.id ?? null })
      for (const reply of (repliesOf.get(post.id) ?? []).reverse()) stack.push(reply)
    }
    return placed
  })
}

const LONE_SURROGATE = /\p{Surrogate}/gu

/** Unique keys of posts for links (`#post-<key>`): the id, prefixed by its thread's id where several threads have the id. */
export function postKeys(posts: readonly ScoredPost[]): ReadonlyMap<ScoredPost, string> {
  const idCounts = countEach(posts.map(({ id }) => id))
  const taken = new Set<string>()
  return new Map(
    posts.map((post) => {
      const plain = ((idCounts.get(post.id) ?? 0) > 1 ? `${post.threadId}/${post.id}` : post.id).replace(LONE_SURROGATE, '\ufffd')
      let key = plain
      for (let copy = 2; taken.has(key); copy++) key = `${plain}~${copy}`
      taken.add(key)
      return [post, key]
    }),
  )
}

export const anchorOf = (key: string): string => `#post-${encodeURIComponent(key)}`
