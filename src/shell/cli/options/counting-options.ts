import type { AggregateOptions } from '../../../count/breakdown/breakdown.js'
import { INTEGER, type OptionTable, type OptionValues } from '../kit/command.js'

/** Options that control how scored posts are counted. */
export const COUNTING_OPTIONS = {
  count: { type: 'choice', choices: ['posts', 'replies'], default: 'posts', help: 'replies: leave out opening posts that have replies' },
  'count-duplicates': { type: 'choice', choices: ['all', 'once'], default: 'all', help: 'once: the same words count as one' },
  seed: { ...INTEGER, value: 'N', default: 1, low: 0, high: Number.MAX_SAFE_INTEGER, help: 'of the intervals' },
} as const satisfies OptionTable

/** Maps CLI options to {@link AggregateOptions}. */
export function countingOf(options: OptionValues<typeof COUNTING_OPTIONS>): Pick<AggregateOptions, 'count' | 'countDuplicates' | 'seed'> {
  return { count: options.count, countDuplicates: options['count-duplicates'], seed: options.seed }
}
