import { type NamedDeal, nameDeal } from '../../../judge/deals/add-deals.js'
import { type Deal, EXAMPLE_MOVE } from '../../../judge/deals/deal.js'
import type { PipelineOptions } from '../../../pipeline/pipeline.js'
import { AUTO_EVIDENCE_POST_COUNT } from '../../../pipeline/pipeline.js'
import { readOwnDeals } from '../../node/read-deals.js'
import { type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'

/** Options that `--help-all` alone lists. */
export const READING_OPTIONS = underTopic('Own deal, and how posts are read', {
  counterparty: { type: 'list', value: 'NAME', help: 'with --mover: the other company (repeatable)' },
  name: { type: 'text', value: 'ID', help: 'with --mover: id of the deal, such as sonos-cast' },
  'assume-parents': { type: 'flag', help: 'inherit through guessed parents too' },
  'any-language': { type: 'flag', help: "score posts in other languages than the model's" },
})

export const SCORING_OPTIONS = {
  mover: { type: 'text', value: 'NAME', help: 'the company whose move is judged' },
  move: { type: 'text', value: 'TEXT', help: 'what it does: "drops Google Cast"' },
  deal: { type: 'list', value: 'ID', help: 'the deal of all posts, by its id (repeatable)' },
  deals: { type: 'text', value: 'FILE', help: 'adds deals: JSON or CSV with mover and move' },
  evidence: { type: 'choice', choices: ['auto', 'on', 'off'], default: 'auto', help: 'deciding words; on: all, slower' },
  context: { type: 'choice', choices: ['on', 'off'], default: 'on', help: 'let replies see what they answer' },
  'two-way': { type: 'flag', help: 'the two sides alone, never neither' },
  'min-probability': { type: 'number', value: 'P', default: 0, low: 0, high: 1, help: 'a post whose best label has less is unsure' },
  ...READING_OPTIONS,
} as const satisfies OptionTable

export type ScoringOptions = OptionValues<typeof SCORING_OPTIONS>

type Naming = Pick<ScoringOptions, 'mover' | 'move' | 'counterparty' | 'name'>

/** The options that name a deal, without those that were not given. */
export const namingOf = ({ mover, move, counterparty, name }: Naming): Partial<NamedDeal> => ({
  ...(mover !== undefined && { mover }),
  ...(move !== undefined && { move }),
  ...(counterparty.length > 0 && { counterparty }),
  ...(name !== undefined && { name }),
})

/** Reads the deals that posts may be about, and checks the one that the command names. */
export async function readDealOptions(
  options: Naming & Pick<ScoringOptions, 'deal' | 'deals'>,
  catalogue: readonly Deal[],
  stdin?: AsyncIterable<Uint8Array | string>,
): Promise<readonly Deal[]> {
  const deals = await readOwnDeals(options.deals, catalogue, stdin && { stdin })
  const named = nameDeal(namingOf(options), deals, '--')
  if (named === null || options.deal.length === 0) return deals
  throw usageError(
    `expected --deal for a deal of the catalogue, or --mover and --move for one of your own, got both. To tell several deals apart, put yours into a file: --deals mine.csv, with the lines mover,move and Sonos,${EXAMPLE_MOVE}`,
  )
}

/**
 * Maps CLI options to {@link PipelineOptions}. `--resume` compares a hash of the result, so the order of its keys must not change.
 *
 * @param postCount number of posts to score; decides `--evidence auto`
 */
export function pipelineOptionsOf(options: Omit<ScoringOptions, 'deals'>, postCount: number): Omit<PipelineOptions, 'model' | 'deals'> {
  return {
    ...namingOf(options),
    dealIds: options.deal,
    evidence: options.evidence === 'on' ? 'full' : options.evidence === 'auto' && postCount <= AUTO_EVIDENCE_POST_COUNT,
    minProbability: options['min-probability'],
    twoWay: options['two-way'],
    context: options.context === 'on',
    anyLanguage: options['any-language'],
    ...(options['assume-parents'] && { assumeParents: true }),
  }
}
