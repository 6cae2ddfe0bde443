/**
 * What programs in TypeScript may write of labels, and what not. `labels.test.ts` compiles this
 * file against the built package: an `@ts-expect-error` above a line that compiles is an error.
 */
import {
  aggregate,
  createPipeline,
  createScheme,
  STANCE_SCHEME,
  type StanceScheme,
} from 'dealstance'
import linearEn from 'dealstance/models/linear-en'
import { loadModel } from 'dealstance/node'
import {
  loadEncoder,
  type ScoredPost,
  type StanceClassifier,
  type StanceLabel,
  type StancePost,
  scorePosts,
  scoreText,
} from 'dealstance/scoring'

/** Compiles only if both types are the same. */
const same = <One, Other>(
  _: (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? 'same' : 'other',
): void => {}

// The labels that ship: a closed union, wherever a label stands.
const post = await scoreText('They gave up.')
same<typeof post, StancePost>('same')
same<typeof post.label, StanceLabel | null>('same')
same<typeof post.lean, 'retreat' | 'shrewd pivot' | 'neither' | null>('same')
same<NonNullable<typeof post.probabilities>, Readonly<Record<StanceLabel, number>>>('same')
// @ts-expect-error: a misspelt label is never equal to one.
post.label === 'retraet'
// @ts-expect-error
post.stances[0]?.label === 'shrewd_pivot'
// @ts-expect-error
post.evidence?.[0]?.toward === 'pivot'
// @ts-expect-error: the record of probabilities is closed.
post.probabilities?.retreatt
const chance: number | undefined = post.probabilities?.retreat
const word = (label: StanceLabel): string => {
  switch (label) {
    case 'retreat':
      return 'gives up'
    case 'shrewd pivot':
      return 'is clever'
    case 'neither':
      return 'takes no side'
  }
}
// @ts-expect-error: a switch that leaves out a label does not return.
const short = (label: StanceLabel): string => {
  switch (label) {
    case 'retreat':
      return 'gives up'
    case 'shrewd pivot':
      return 'is clever'
  }
}

// Every road to a post says the same.
for await (const batch of scorePosts(['a'], { mover: 'Sonos', move: 'drops Google Cast' }))
  same<typeof batch, readonly StancePost[]>('same')
const encoded = await scoreText('a', { model: await loadEncoder() })
const piped = await createPipeline({ model: linearEn }).run('a')
const [loaded] = await scorePosts(['a'], { model: loadModel('linear-en') })
same<typeof encoded, StancePost>('same')
same<(typeof piped.posts)[number], StancePost>('same')
same<NonNullable<typeof loaded>, StancePost>('same')
await scoreText('a', { minProbability: 0.6 })
// @ts-expect-error
await scoreText('a', { minProbability: { retreat: 0.6 } })

// One's own labels, written in the program.
const own = createScheme({
  id: 'own',
  labels: ['for', 'against'],
  sides: ['for', 'against'],
  neutral: null,
})
same<typeof own, StanceScheme<'for' | 'against'>>('same')
// @ts-expect-error: a side that is no label.
createScheme({ id: 'own', labels: ['for', 'against'], sides: ['for', 'agianst'], neutral: null })
const LABELS = ['good', 'bad', 'none'] as const
const literal = createScheme({
  id: 'literal',
  labels: LABELS,
  sides: [LABELS[0], LABELS[1]],
  neutral: LABELS[2],
})
same<(typeof literal.labels)[number], 'good' | 'bad' | 'none'>('same')
declare const ownModel: StanceClassifier<'for' | 'against'>
const [judged] = await scorePosts(['a'], { model: ownModel, minProbability: 0.5 })
same<NonNullable<typeof judged>, ScoredPost<'for' | 'against'>>('same')
// @ts-expect-error: a label that ships, under a scheme without it.
judged?.label === 'retreat'
declare const literalModel: StanceClassifier<(typeof LABELS)[number]>
const { scheme, classify } = createPipeline({ model: literalModel })
same<(typeof scheme.labels)[number], 'good' | 'bad' | 'none'>('same')
same<Awaited<ReturnType<typeof classify>>, ScoredPost<'good' | 'bad' | 'none'>[]>('same')
const asked = await scoreText('a', { model: ownModel })
same<typeof asked.label, 'for' | 'against' | null>('same')

// Labels that stand in a file: any text.
const trained: StanceClassifier = loadModel('./own-model')
const [free] = await scorePosts(['a'], { model: trained })
same<NonNullable<typeof free>, ScoredPost>('same')
free?.label === 'anything'

// Posts of any scheme are counted, and what held posts before holds them still.
aggregate([post, ...(judged ? [judged] : [])], { scheme: STANCE_SCHEME })
const held: ScoredPost[] = [post]

export { chance, held, short, word }
