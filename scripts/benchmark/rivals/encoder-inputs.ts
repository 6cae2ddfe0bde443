import type { Thread } from '../../../src/entry/index.js'
import type { StanceInput } from '../../../src/entry/scoring.js'
import { maskMover } from '../../../src/judge/stance/encoder/encoder-classifier.js'
import type { Build } from '../build.js'

/** A text and the text beside it; null for none. */
export interface EncoderPair {
  readonly text: string
  readonly beside: string | null
}

/** Alias that replaces the mover's name for `encoder-en`: `input.moverAlias` of its model.json. */
export const ALIAS = 'Acme'

/** Builds the pair of texts that `encoder-en` tokenises: the post with the mover's name replaced, and the alias if there is a mover. */
export function buildEncoderInput({ features, target }: StanceInput): EncoderPair {
  const hidden = maskMover({ features, target }, ALIAS)
  // Links and white space: `input.normalise` of its model.json.
  const text = hidden.features.text
    .replace(/https?:\/\/\S+/g, 'http')
    .replace(/\s+/g, ' ')
    .trim()
  return { text, beside: hidden.target?.mover ? ALIAS : null }
}

/** Lists the questions that a pipeline asks `encoder-en` about threads, in order. */
export async function listQuestions({ dealstance, node }: Build, threads: readonly Thread[]): Promise<EncoderPair[]> {
  const model = node.loadModel('encoder-en')
  const asked: EncoderPair[] = []
  const listener = {
    ...model,
    score: (inputs: readonly StanceInput[]) => {
      asked.push(...inputs.map(buildEncoderInput))
      return inputs.map(() => new Float64Array(model.scheme.labels.length))
    },
  }
  const pipeline = dealstance.createPipeline({ model: listener, deals: await node.readDeals('corpus/deals.json'), evidence: false })
  for await (const _ of pipeline.stream(threads));
  return asked
}
