import { formatCount, formatNumber, nameSome } from '../../../base/text/format-count.js'
import type { NamedDealId } from '../../../base/thread/deal-record.js'
import type { TieCounts } from '../../node/score/deal-ties.js'
import type { RecordCounts } from '../input/count-records.js'

/** Names listed in one line before the rest is only counted. */
const LISTED_COUNT = 12

/**
 * One line that adds up: all records, those merged or left without a label, and the labelled ones
 * by deal.
 *
 * @param deals those that the posts may be about, also without a post
 */
export function accountLine(
  ties: TieCounts,
  { recordCount, skippedCount, areRows }: RecordCounts,
  deals: readonly NamedDealId[],
): string {
  const mergedCount = recordCount - skippedCount - ties.postCount
  const languages = entriesOf(ties.byLanguage).map(([name, count]) => `${name} ${count}`)
  const parts = [
    countWords(mergedCount, 'repeat merged', 'repeats merged'),
    countWords(skippedCount, 'bad and skipped'),
    countWords(ties.wordlessCount, 'without words'),
    `${countWords(ties.foreignCount, 'in another language', 'in other languages')}${languages.length < 2 ? '' : ` (${nameSome(languages, LISTED_COUNT)})`}`,
    countWords(ties.unsureCount, 'with a label too unsure'),
    countWords(ties.unjudgedCount, 'not judged'),
  ].filter((part) => part !== '')
  const labelled = `${formatNumber(ties.labelledCount)} labelled${dealWords(ties, deals)}`
  const records = formatCount(recordCount, areRows ? 'row' : 'post')
  return `${records}: ${[...(parts.length === 0 ? [] : [parts.join(', ')]), labelled].join('; ')}`
}

function dealWords(ties: TieCounts, deals: readonly NamedDealId[]): string {
  if (deals.length === 0) return ''
  const { labelledByDeal, labelledCount, labelledUntiedCount } = ties
  const counted = deals
    .map(({ dealId, name }) => ({ name, count: labelledByDeal[dealId] ?? 0 }))
    .sort((one, other) => other.count - one.count)
    .map(({ name, count }) => `${formatNumber(count)} on ${name}`)
  const none = labelledUntiedCount === 0 ? [] : [`${formatNumber(labelledUntiedCount)} on none`]
  const sum = entriesOf(labelledByDeal).reduce((total, [, count]) => total + count, 0)
  const isShared = sum + labelledUntiedCount > labelledCount
  const shared = isShared ? '; some on several' : ''
  return ` (${[nameSome(counted, LISTED_COUNT), ...none].join(', ')}${shared})`
}

const countWords = (count: number, one: string, several = one): string =>
  count === 0 ? '' : `${formatNumber(count)} ${count === 1 ? one : several}`

const entriesOf = (counts: Readonly<Record<string, number>>): [name: string, count: number][] =>
  Object.entries(counts).sort(([, one], [, other]) => other - one)
