import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { GroupBreakdown } from './breakdown.js'

/** Fewer known authors than this get a caution. Choice: at 30 the widest 95 % Wilson interval is 34 points. */
export const MIN_KNOWN_AUTHOR_COUNT = 30

/** Caution on every breakdown without an audit, of a model that learnt no labels of its posts. */
export const NOT_AUDITED =
  'Machine-labelled; not checked by people: nobody has read a sample of these posts, and the intervals leave out the errors of the model.'

/** The same where the model learnt labels by hand: somebody has read posts. */
const describeLearnt = (handCount: number): string =>
  `${LEARNT}${formatCount(handCount, 'label')} by hand of these posts: those stand in the counts, no share is corrected by them, and the intervals leave out the errors of the model.`
const LEARNT = 'Machine-labelled by a model that learnt '

/** Whether a caution says that no audit stands behind the shares. */
export const isUnaudited = (caution: string): boolean => caution === NOT_AUDITED || caution.startsWith(LEARNT)

/** Cautions on the classifier's own intervals: an audited share has another. */
export const NO_BOOTSTRAP = 'All labels come from one author: there is no bootstrap interval.'
export const NO_WIDTH =
  '0 of n is not zero: where none or all of the posts took a label, the interval has no width, though other posts could have taken it.'
export const describeUnknownAuthors = (count: number): string =>
  `${posts(count)} without a known author ${count === 1 ? 'is' : 'are'} counted as separate people: where one person wrote several, the intervals are too narrow.`

/** Lists what readers must know before they quote the numbers: full sentences, the most general first. */
export function listCautions(
  group: Omit<GroupBreakdown, 'cautions'>,
  {
    labelledAuthorCount,
    dealCount,
    handCount,
    isTwoWay,
  }: { readonly labelledAuthorCount: number; readonly dealCount: number; readonly handCount: number; readonly isTwoWay: boolean },
): string[] {
  const { postCount, rootCount, authorCount, unknownAuthorCount, unsureCount, unscoredCount, shares } = group
  if (postCount === 0) return ['No posts were counted, so there are no shares.']
  const cautions = [handCount === 0 ? NOT_AUDITED : describeLearnt(handCount)]
  if (isTwoWay)
    cautions.push('Every post was made to take a side (two-way): posts that take none are counted with the side they are nearer to.')
  if (shares === null) cautions.push(describeNoLabel(group))
  else if (unsureCount + unscoredCount > 0) {
    cautions.push(describeUnlabelled(group))
  }
  if (authorCount < MIN_KNOWN_AUTHOR_COUNT) cautions.push(describeFewAuthors(authorCount))
  if (unknownAuthorCount > 0) cautions.push(describeUnknownAuthors(unknownAuthorCount))
  if (labelledAuthorCount === 1) cautions.push(NO_BOOTSTRAP)
  else if (shares !== null && Object.values(shares).some((share) => share === 0 || share === 1)) cautions.push(NO_WIDTH)
  if (rootCount > 0) {
    cautions.push(`Includes ${formatCount(rootCount, 'opening post')}, so write "posts", not "replies".`)
  }
  if (dealCount > 1) cautions.push(`${dealCount} deals are counted together: read the shares deal by deal.`)
  return cautions
}

const describeFewAuthors = (count: number): string =>
  count === 0
    ? `No author is known; at least ${MIN_KNOWN_AUTHOR_COUNT} are needed to speak of a wider crowd.`
    : `Only ${count} ${count === 1 ? 'author is' : 'authors are'} known, fewer than ${MIN_KNOWN_AUTHOR_COUNT}: too few to speak of a wider crowd.`

/** The cautions of a group without those on its intervals, for where no interval is printed. */
export function cautionsWithoutIntervals({ cautions, authorCount, unknownAuthorCount }: GroupBreakdown): readonly string[] {
  const onIntervals = [NO_BOOTSTRAP, NO_WIDTH, describeFewAuthors(authorCount), describeUnknownAuthors(unknownAuthorCount)]
  return cautions.filter((caution) => !onIntervals.includes(caution))
}

export const describeNoLabel = ({ postCount }: Pick<GroupBreakdown, 'postCount'>): string =>
  `None of the ${posts(postCount)} got a label, so there are no shares.`

/** States how many posts the classifier's shares leave out. */
export function describeUnlabelled({
  postCount,
  unsureCount,
  unscoredCount,
}: Pick<GroupBreakdown, 'postCount' | 'unsureCount' | 'unscoredCount'>): string {
  return `${formatNumber(unsureCount + unscoredCount)} of ${posts(postCount)} got no label (${formatNumber(unsureCount)} unsure, ${formatNumber(unscoredCount)} unscored): shares are of the other ${formatNumber(postCount - unsureCount - unscoredCount)}, the bounds say how far those without a label could move them.`
}

/** Says how many posts stand on a deal that they do not name. */
export const describeDefault = (defaultCount: number, postCount: number): string =>
  `${formatNumber(defaultCount)} of ${posts(postCount)} ${defaultCount === 1 ? 'was' : 'were'} tied to the deal by default: the heading of the thread names it, the ${defaultCount === 1 ? 'post does' : 'posts do'} not.`

const posts = (count: number): string => formatCount(count, 'post')
