import type { Thread } from '../../../src/entry/index.js'
import type { PostFeatures, StanceInput, StanceTarget } from '../../../src/entry/scoring.js'
import { maskMover } from '../../../src/judge/stance/encoder/mask-mover.js'
import type { Built } from '../built.js'
import type { PlannedPost } from './alternative.js'

/** Alias that replaces the mover's name for `encoder-en`: `input.moverAlias` of its model.json. */
export const ALIAS = 'Acme'

/** Normalises links and white space according to `input.normalise` of its model.json. */
const normalise = (text: string): string =>
  text
    .replace(/https?:\/\/\S+/g, 'http')
    .replace(/\s+/g, ' ')
    .trim()

/** Builds the pair of texts that `encoder-en` tokenises: the post with the mover's name replaced, and the alias if there is a mover. */
export function buildEncoderInput({ features, target }: StanceInput): PlannedPost {
  const hidden = maskMover({ features, target }, ALIAS)
  return { text: normalise(hidden.features.text), beside: hidden.target?.mover ? ALIAS : null }
}

/** Builds the pair for a single text about a mover's deal. */
export function buildStandaloneInput({ dealstance }: Built, text: string, mover: string): PlannedPost {
  const post = { id: '1', threadId: '1', parentId: null, author: null, createdAt: null, text, meta: { role: 'root' as const } }
  const [features] = dealstance.buildThreads([post]).flatMap((thread) => dealstance.extractFeatures(thread)) as [PostFeatures]
  const target: StanceTarget | null = mover === '' ? null : { dealId: '', mover, move: '' }
  return buildEncoderInput({ features, target })
}

/** Lists the questions that a pipeline asks `encoder-en` about threads, in order. */
export async function listQuestions({ dealstance, node }: Built, threads: readonly Thread[]): Promise<PlannedPost[]> {
  const model = node.loadModel('encoder-en')
  const asked: PlannedPost[] = []
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
