import { AUTO_EVIDENCE_POST_COUNT, type PipelineOptions } from '../../pipeline.js'
import type { OptionTable, OptionValues } from '../kit/command.js'

/** Options that control how posts are scored. */
export const SCORING_OPTIONS = {
  deals: { type: 'text', value: 'FILE', help: 'catalogue of deals instead of the one that ships' },
  deal: { type: 'list', value: 'ID', help: 'deal that the inputs are about (repeatable)' },
  evidence: { type: 'choice', choices: ['auto', 'on', 'off'], default: 'auto', help: 'deciding words; on: all, slower' },
  context: { type: 'choice', choices: ['on', 'off'], default: 'on', help: 'let replies see what they answer' },
  'assume-parents': { type: 'flag', help: 'inherit through guessed parents too' },
  'any-language': { type: 'flag', help: "score posts in other languages than the model's" },
  'two-way': { type: 'flag', help: 'give the lean as the label: all take a side' },
  'min-probability': { type: 'number', value: 'P', default: 0, low: 0, high: 1, help: 'below it a post is unsure' },
} as const satisfies OptionTable

/**
 * Maps CLI options to {@link PipelineOptions}. `--resume` compares a hash of the result, so the order of its keys must not change.
 *
 * @param postCount number of posts to score; decides `--evidence auto`
 */
export function pipelineOptionsOf(
  options: Omit<OptionValues<typeof SCORING_OPTIONS>, 'deals'>,
  postCount: number,
): Omit<PipelineOptions, 'model' | 'deals'> {
  return {
    dealIds: options.deal,
    evidence: options.evidence === 'on' ? 'full' : options.evidence === 'auto' && postCount <= AUTO_EVIDENCE_POST_COUNT,
    minProbability: options['min-probability'],
    twoWay: options['two-way'],
    context: options.context === 'on',
    anyLanguage: options['any-language'],
    ...(options['assume-parents'] && { assumeParents: true }),
  }
}
