import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { assignFolds } from '../measure/cross-validate.js'
import { type Grouping, groupPosts, type LabelledPost } from './labelled-post.js'

const FOLD_COUNT = 5

/** Plural of a grouping for messages: "deals", "threads", "posts", or the quoted field. */
export const nameGroups = (grouping: Grouping): string => (['deal', 'thread', 'post'].includes(grouping) ? `${grouping}s` : `"${grouping}"`)

/** The groups that no fold of a cross-validation splits. */
interface Groups {
  readonly grouping: Grouping
  readonly groups: readonly string[]
  readonly foldCount: number
}

/** @throws {PipelineError} `TRAIN_DATA_INVALID` for groups that keep a label within one fold */
export function chooseGroups(
  posts: readonly LabelledPost[],
  {
    scheme,
    grouping,
    foldCount: wantedCount = FOLD_COUNT,
  }: { readonly scheme: StanceScheme; readonly grouping?: Grouping; readonly foldCount?: number },
): Groups {
  const tryBy = (by: Grouping, minGroupCount: number): Groups | string => {
    const groups = groupPosts(posts, by, scheme)
    if (groups === null) return `posts that all name their ${by}`
    const groupCount = new Set(groups).size
    if (groupCount < minGroupCount) return `at least ${minGroupCount} ${nameGroups(by)}, got ${groupCount}`
    const foldCount = Math.min(wantedCount, groupCount)
    const missing = missingLabel(posts, groups, foldCount, scheme)
    return missing === null ? { grouping: by, groups, foldCount } : `posts of "${missing}" in more than one part of the ${nameGroups(by)}`
  }
  if (grouping !== undefined) {
    const found = tryBy(grouping, 2)
    if (typeof found !== 'string') return found
    const message = `expected ${found}, for a test on posts of other ${nameGroups(grouping)}. Give another --group (deal, thread, post or a field of the posts), or more posts.`
    throw new PipelineError('TRAIN_DATA_INVALID', message, { context: { grouping } })
  }
  for (const by of ['deal', 'thread'] as const) {
    const found = tryBy(by, FOLD_COUNT)
    // Grouping by threads of one post each would split repeated posts; grouping by post keeps them together.
    if (typeof found !== 'string' && new Set(found.groups).size < posts.length) return found
  }
  const found = tryBy('post', 2)
  if (typeof found !== 'string') return found
  throw new PipelineError('TRAIN_DATA_INVALID', `expected ${found}. Label more posts.`)
}

/** A label with posts in only one fold, which models of the other folds cannot predict; null without such a label. */
function missingLabel(
  posts: readonly LabelledPost[],
  groups: readonly string[],
  foldCount: number,
  { labels }: StanceScheme,
): string | null {
  const foldOf = assignFolds(groups, foldCount)
  for (const label of labels) {
    const folds = new Set(posts.flatMap((post, index) => (post.label === label ? [foldOf.get(groups[index] as string)] : [])))
    if (folds.size < 2) return label
  }
  return null
}
