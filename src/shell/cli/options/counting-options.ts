import { PipelineError } from '../../../base/errors.js'
import { isSameScheme, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { AggregateOptions } from '../../../count/breakdown/breakdown.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { readCatalogue } from '../../node/read-deals.js'
import { readScheme } from '../../node/read-scheme.js'
import { type CommandContext, givenWords, INTEGER, type OptionTable, type OptionValues } from '../kit/command.js'

/** Options that control how scored posts are counted. */
export const COUNTING_OPTIONS = {
  count: { type: 'choice', choices: ['posts', 'replies'], default: 'posts', help: 'replies: leave out opening posts that have replies' },
  'count-duplicates': { type: 'choice', choices: ['all', 'once'], default: 'all', help: 'once: the same words count as one' },
  seed: { ...INTEGER, value: 'N', default: 1, low: 0, high: Number.MAX_SAFE_INTEGER, help: 'of the intervals' },
} as const satisfies OptionTable

export function countingOf(options: OptionValues<typeof COUNTING_OPTIONS>): Pick<AggregateOptions, 'count' | 'countDuplicates' | 'seed'> {
  return { count: options.count, countDuplicates: options['count-duplicates'], seed: options.seed }
}

/** Option of commands that read or write labels. */
export const SCHEME_OPTION = {
  scheme: { type: 'text', value: 'FILE', help: "own labels: scheme.json, or a model's folder" },
} as const satisfies OptionTable

/** Options of commands that read scored posts. */
export const NAMES_OPTIONS = {
  deals: { type: 'text', value: 'FILE', help: 'names of deals that the posts do not carry' },
  ...SCHEME_OPTION,
} as const satisfies OptionTable

/** The options that a next command needs to count the same posts under the same names. */
export const sameCount = (options: object): string[] => givenWords(options, { ...COUNTING_OPTIONS, ...NAMES_OPTIONS })

/** The deals of `--deals` and the catalogue by id. */
export const readDealNames = async (path: string | undefined, { io }: Pick<CommandContext, 'io'>): Promise<ReadonlyMap<string, Deal>> =>
  new Map((await readCatalogue(path, { stdin: io.stdin })).map((deal) => [deal.id, deal]))

/** Reads the scheme of `--scheme`. @param own the one that applies without the option */
export async function readSchemeOption(path: string | undefined, own: StanceScheme = STANCE_SCHEME): Promise<StanceScheme> {
  return path === undefined ? own : readScheme(path)
}

/** Checks that a model has the labels of `--scheme`. Without the option, the model's own labels apply. */
export async function checkModelScheme({ id, scheme }: Pick<StanceClassifier, 'id' | 'scheme'>, path: string | undefined): Promise<void> {
  if (path === undefined) return
  const wanted = await readScheme(path)
  if (isSameScheme(scheme, wanted)) return
  const message = `expected a model of the scheme ${schemeTag(wanted)} (${wanted.labels.join(', ')}), got "${id}" of ${schemeTag(scheme)} (${scheme.labels.join(', ')}). Train one with npm run train -- --scheme ${path} --posts FILE --out FOLDER, and give its folder with --model.`
  throw new PipelineError('MODEL_LABELS_MISMATCH', message, { context: { id, wanted: schemeTag(wanted), got: schemeTag(scheme) } })
}
