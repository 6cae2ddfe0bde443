import type { PostFeatures, StanceInput, StanceTarget, Thread } from '../../../src/index.js'
import { hideMover } from '../../../src/stance/encoder/mask-mover.js'
import type { Built } from '../built.js'
import type { AskedPost } from './alternative.js'

/** What `encoder-en` reads in the place of the mover's name: `input.moverAlias` of its model.json. */
export const ALIAS = 'Acme'

/** Links and white space as `input.normalise` of its model.json says. */
const normalise = (text: string): string =>
  text
    .replace(/https?:\/\/\S+/g, 'http')
    .replace(/\s+/g, ' ')
    .trim()

/** The texts that `encoder-en` puts into tokens for a question: the post, the mover's name hidden, and beside it the alias where there is a mover. */
export function readAsEncoder({ features, target }: StanceInput): AskedPost {
  const hidden = hideMover({ features, target }, ALIAS)
  return { text: normalise(hidden.features.text), beside: hidden.target?.mover ? ALIAS : null }
}

/** A text on its own, and the name of who moves in the deal that it is about. */
export function readAlone({ dealstance }: Built, text: string, mover: string): AskedPost {
  const post = { id: '1', threadId: '1', parentId: null, author: null, createdAt: null, text, meta: { role: 'root' as const } }
  const [features] = dealstance.buildThreads([post]).flatMap((thread) => dealstance.extractFeatures(thread)) as [PostFeatures]
  const target: StanceTarget | null = mover === '' ? null : { dealId: '', mover, move: '' }
  return readAsEncoder({ features, target })
}

/** Every question that a pipeline with `encoder-en` asks its model about threads, in its order. */
export async function listQuestions({ dealstance, node }: Built, threads: readonly Thread[]): Promise<AskedPost[]> {
  const model = node.loadModel('encoder-en')
  const asked: AskedPost[] = []
  const listener = {
    ...model,
    score: (inputs: readonly StanceInput[]) => {
      asked.push(...inputs.map(readAsEncoder))
      return inputs.map(() => new Float64Array(model.scheme.labels.length))
    },
  }
  const pipeline = dealstance.createPipeline({ model: listener, deals: await node.readDeals('corpus/deals.json'), evidence: false })
  for await (const _ of pipeline.stream(threads));
  return asked
}
