import { PipelineError } from '../../base/errors.js'
import { labelFinder } from '../../base/scheme/find-label.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { smallestOf } from '../../base/statistics/extremes.js'
import { countEach } from '../../base/statistics/group-by.js'
import { foldText } from '../../base/text/fold-text.js'
import { nameSome } from '../../base/text/format-count.js'
import type { Post, PostMeta } from '../../base/thread/post.js'
import type { Thread } from '../../base/thread/thread.js'
import { extractFeatures } from '../../judge/features/extract-features.js'
import { tokeniserFor } from '../../judge/features/tokenise.js'
import type { TrainingExample } from '../../judge/stance/linear/train-linear.js'

export interface LabelledPost extends TrainingExample {
  readonly post: Post
}

export interface LabelOptions {
  readonly scheme: StanceScheme
  readonly language: string
  readonly labelField: string
  /** Place of a post for messages, such as "posts.csv, line 3"; default its id and thread. */
  readonly placeOf?: PlaceOf | undefined
}

type PlaceOf = (post: Pick<Post, 'id' | 'threadId'>) => string

export const nameOfPost: PlaceOf = ({ id, threadId }) => `post "${id}" of thread "${threadId}"`

/**
 * Takes the labels of posts from a field of `meta`, and extracts features of the posts in their
 * threads. Posts without a label are context alone.
 */
export function takeLabels(
  threads: readonly Thread[],
  options: LabelOptions,
): { readonly posts: readonly LabelledPost[]; readonly unlabelledCount: number } {
  const all = threads.flatMap((thread) => thread.posts)
  const labelOf = labelsOf(all, options, 'TRAIN_DATA_INVALID')
  const tokenise = tokeniserFor(options.language)
  const posts: LabelledPost[] = []
  for (const thread of threads) {
    const extracted = extractFeatures(thread, tokenise)
    for (const [index, post] of thread.posts.entries()) {
      const label = labelOf.get(post)
      const features = extracted[index]
      if (label !== undefined && features !== undefined)
        posts.push({ post, features, label, weight: 1 })
    }
  }
  return { posts, unlabelledCount: all.length - posts.length }
}

type LabelFault = 'TRAIN_DATA_INVALID' | 'GOLD_INVALID'

/**
 * Labels of posts, from a field of `meta`; an empty field, or a word for a skip, gives none.
 *
 * @throws {PipelineError} with `code`, naming every value that is no label of the scheme; where no
 *   post has a label
 */
export function labelsOf<Labelled extends Pick<Post, 'id' | 'threadId' | 'meta'>>(
  posts: readonly Labelled[],
  { scheme: { labels }, labelField, placeOf = nameOfPost }: Omit<LabelOptions, 'language'>,
  code: LabelFault,
): ReadonlyMap<Labelled, string> {
  const findLabel = labelFinder(labels)
  const labelOf = new Map<Labelled, string>()
  const faults: (readonly [value: unknown, post: Labelled])[] = []
  for (const post of posts) {
    const value = Object.hasOwn(post.meta, labelField) ? (post.meta[labelField] ?? '') : ''
    if (String(value).trim() === '') continue
    const label = typeof value === 'object' ? undefined : findLabel(String(value))
    if (label === undefined) faults.push([value, post])
    else if (label !== null) labelOf.set(post, label)
  }
  if (labelOf.size === 0 && faults.length === 0) {
    const message = `expected posts with a label in the field "${labelField}", got ${posts.length} posts without one. Name the field: --columns label=NAME.`
    throw new PipelineError(code, message, { context: { labelField } })
  }
  if (faults.length === 0) return labelOf
  const shown = faults.map(
    ([value, post]) => `${JSON.stringify(value).slice(0, 80)} (${placeOf(post)})`,
  )
  const got = nameSome(shown, SHOWN_FAULT_LIMIT)
  const message = `expected a label of ${labels.join(', ')} in the field "${labelField}", got ${got}. Correct or empty them, or give the scheme they belong to.`
  throw new PipelineError(code, message, { context: { labelField, count: faults.length } })
}

const SHOWN_FAULT_LIMIT = 20

export const nameIn = (meta: PostMeta, field: string): string | null => {
  const value = Object.hasOwn(meta, field) ? meta[field] : undefined
  return (typeof value === 'string' || typeof value === 'number') && value !== ''
    ? String(value)
    : null
}

const rowDealsOf = (meta: PostMeta): readonly string[] =>
  meta.rowDeals ?? [nameIn(meta, 'deal') ?? nameIn(meta, 'dealId')].flatMap((deal) => deal ?? [])

/**
 * The group of each post by its deals; null for a post that names none. Deals that a row names
 * together are one group.
 *
 * @example rows on "A", "A; B", "B" and "C" => "A; B", "A; B", "A; B", "C"
 */
export function dealGroupsOf(metas: readonly PostMeta[]): (string | null)[] {
  const deals = metas.map(rowDealsOf)
  const groupOf = new Map<string, Set<string>>()
  for (const dealIds of deals) {
    const group = new Set(dealIds.flatMap((deal) => [deal, ...(groupOf.get(deal) ?? [])]))
    if (dealIds.every((deal) => groupOf.get(deal)?.size === group.size)) continue
    for (const deal of group) groupOf.set(deal, group)
  }
  return deals.map(([first]) =>
    first === undefined ? null : [...(groupOf.get(first) ?? [first])].sort().join('; '),
  )
}

const FOLD_COUNT = 5

/** Kinds of groups, the first that fits is taken. */
const GROUPINGS = ['deal', 'thread', 'post'] as const

export interface Groups {
  readonly grouping: (typeof GROUPINGS)[number]
  readonly groups: readonly string[]
  readonly foldCount: number
}

/**
 * Chooses the groups of a cross-validation: deals, else threads, else posts, each kept whole.
 * Groups of a kind fit where every post has one, there are fewer than posts, and each label stands
 * in two folds: models of the others can then predict it.
 */
export function chooseGroups(posts: readonly LabelledPost[], scheme: StanceScheme): Groups {
  for (const grouping of GROUPINGS) {
    const groups = groupPosts(posts, grouping, scheme).filter((group) => group !== null)
    const groupCount = new Set(groups).size
    const isForAll = groups.length === posts.length
    if (!isForAll || groupCount < 2) continue
    if (grouping !== 'post' && groupCount === posts.length) continue
    const foldCount = Math.min(FOLD_COUNT, groupCount)
    const foldOf = assignFolds(groups, foldCount)
    const folds = groups.map((group) => foldOf.get(group))
    const foldsOf = (label: string) => folds.filter((_, place) => posts[place]?.label === label)
    if (scheme.labels.every((label) => new Set(foldsOf(label)).size > 1))
      return { grouping, groups, foldCount }
  }
  throw new PipelineError(
    'TRAIN_DATA_INVALID',
    'expected posts of different words for every label, got one text for all of a label. Label more posts.',
  )
}

function groupPosts(
  posts: readonly LabelledPost[],
  by: Groups['grouping'],
  { labels }: StanceScheme,
): (string | null)[] {
  if (by === 'thread') return posts.map(({ post }) => post.threadId)
  if (by === 'deal') return dealGroupsOf(posts.map(({ post: { meta } }) => meta))
  // Posts with the same words form one group. Names sort by label, so that folds get as many.
  const nameOf = new Map<string, string>()
  return posts.map(({ post: { text }, label }, index) => {
    const words = foldText(text)
    const name = nameOf.get(words) ?? `${labels.indexOf(label)}/${String(index).padStart(9, '0')}`
    nameOf.set(words, name)
    return name
  })
}

/** The fold of each group, in `[0, foldCount)`: the largest first, each to the emptiest fold. */
export function assignFolds(groups: readonly string[], foldCount: number): Map<string, number> {
  const sizes = countEach(groups)
  const filled = new Array<number>(foldCount).fill(0)
  const bySize = [...sizes].sort(
    ([a, sizeOfA], [b, sizeOfB]) => sizeOfB - sizeOfA || (a < b ? -1 : 1),
  )
  return new Map(
    bySize.map(([group, size]) => {
      const fold = filled.indexOf(smallestOf(filled))
      filled[fold] = (filled[fold] as number) + size
      return [group, fold] as const
    }),
  )
}

/**
 * Answers for each example by models that saw nothing of its group.
 *
 * @param trainOn trains on the examples seen in a fold; answers for others, by their place
 */
export function crossValidate<Answer>(
  { groups, foldCount }: Pick<Groups, 'groups' | 'foldCount'>,
  trainOn: (isSeen: (place: number) => boolean) => (place: number) => Answer,
): Answer[] {
  const foldOf = assignFolds(groups, foldCount)
  const answers: Answer[] = []
  for (let fold = 0; fold < foldCount; fold++) {
    const isHeld = (place: number): boolean => foldOf.get(groups[place] as string) === fold
    const answerOf = trainOn((place) => !isHeld(place))
    for (const place of groups.keys()) if (isHeld(place)) answers[place] = answerOf(place)
  }
  return answers
}
