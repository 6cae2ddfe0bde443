import type { BreakdownAudit, GroupAudit } from '../../count/breakdown/breakdown-audit.js'
import { disposePosts } from '../../count/breakdown/dispositions.js'
import { describeDispositions } from '../facts/describe-dispositions.js'
import { shareWords } from '../facts/share-words.js'
import type { CaptureCount } from './cite-capture.js'
import type { Lead } from './cite-lead.js'
import { formatPercent, type QuotedShare } from './cite-numbers.js'
import { readerWords } from './cite-origin.js'
import { type CiteSubject, countPosts } from './cite-subject.js'
import type { Wording } from './cite-wording.js'

/** What the parts of a footnote are written from. */
export interface FootnoteInput {
  readonly subject: CiteSubject
  readonly audit: GroupAudit
  readonly record: BreakdownAudit
  readonly capture: CaptureCount
  readonly quoted: readonly QuotedShare[]
  readonly lead: Lead | null
  readonly wording: Wording
  /** People who labelled posts of the subject. */
  readonly coderCount: number
  /** Why labels agree with the model, as those who cite say. */
  readonly accepted: string | undefined
  readonly isRecounted: boolean
}

/** What could make the numbers wrong that no interval holds: each a sentence or more, or nothing. */

export const describeWay = ({ subject, audit, capture }: FootnoteInput): string =>
  describeDispositions(disposePosts(subject.group, audit, capture))

/** How far wrong hand labels could move the shares. */
export function describeLabelErrors({ audit, record, quoted, subject, wording }: FootnoteInput): string {
  const words = shareWords(subject.postCount)
  const all = audit.labelErrors ?? []
  // Of few labels, 2 and 5% may be the same number.
  const cases = words.isPercent ? all : all.filter(({ wrongCount }, index) => wrongCount !== all[index - 1]?.wrongCount)
  if (cases.length === 0) return ''
  const either = (list: readonly string[]): string =>
    list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`
  const parts = quoted.map(({ label }) => {
    const ranges = cases.flatMap(({ ranges: { [label]: range } }) => (range === undefined ? [] : [words.range(range)]))
    return `${wording.name(label)} ${ranges.join(', ')}`
  })
  const drawn = audit.isCensus ? '' : ', the draw of the sample aside'
  const labels = readerWords(record).labelled === 'labelled by hand' ? 'hand labels' : 'labels'
  const counts = either(cases.map(({ wrongCount }) => String(wrongCount)))
  const wrong = words.isPercent
    ? `${either(cases.map(({ wrongShare }) => formatPercent(wrongShare)))} of the ${labels} are wrong (${counts} of ${audit.labelledCount})`
    : `${counts} of the ${audit.labelledCount} ${labels} ${counts === '1' ? 'is' : 'are'} wrong`
  return `If ${wrong}, all of them to one side, the ${words.isPercent ? 'shares' : 'counts'} lie within${drawn}: ${parts.join('; ')}.`
}

/** Accounts that wrote so many of the posts that the shares hang on them. */
export function describeLargeAccounts({ subject, audit, quoted, wording }: FootnoteInput): string {
  const { postCount } = subject
  return (audit.largeAccounts ?? [])
    .map(({ postCount: count, changes }) => {
      if (changes === null) return `One account wrote all ${countPosts(subject, postCount)}.`
      const others = shareWords(postCount - count)
      const parts = quoted.map(({ label, share }) => {
        const without = Math.min(1, Math.max(0, share + (changes[label] ?? 0)))
        return `${wording.name(label)} ${others.share(without)}`
      })
      return `One account wrote ${count} of the ${countPosts(subject, postCount)}${shareWords(postCount).isPercent ? ` (${formatPercent(count / postCount)})` : ''}; without it: ${parts.join(', ')}.`
    })
    .join(' ')
}

/** What no file can show: it is said beside every number. */
export const describeAssumptions = ({ audit }: FootnoteInput): string =>
  `Assumed, since no file can show it: no post was left out or changed before the program scored them; every coder read the posts and labelled them alone, without the program's labels or the result in view; and no other ${audit.isCensus ? '' : 'sample, '}labels or coders were thrown away.`
