import { STANCE_SCHEME, type StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { Cue } from '../../../src/judge/stance/linear/cue-table.js'
import { type LinearSettings, type TrainingExample, trainLinearModel } from '../../../src/judge/stance/linear/train-linear.js'
import type { StanceClassifier, StanceInput } from '../../../src/judge/stance/stance-classifier.js'

export const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

/** Twelve posts per label: enough for a meaningful model that trains in a few milliseconds. */
const TEXTS: readonly (readonly string[])[] = [
  [
    'They are giving up the race, plain and simple.',
    'This is a white flag, nothing else.',
    'Selling the crown jewels because they are desperate.',
    "Not a smart deal at all, they can't use their own chips.",
    'A desperate cash grab before the IPO.',
    'So they lost and now rent the leftovers to a rival.',
    'Giving up, and arming a rival on the way out!',
    'They never had a plan, this is surrender.',
    'Behind for years, and now the white flag.',
    'What a sad surrender, desperate for cash.',
    'Throwing in the towel. They lost the race.',
    'LOL the crown jewels go to a rival, they are finished',
  ],
  [
    'Smart business, idle chips now earn money.',
    'Great move, the leases pay for the next site.',
    'They win either way: cash now, leverage later.',
    'Brilliant, money from idle capacity.',
    'People who call it a surrender can not count, it is smart.',
    'A long game, and a good one 🚀',
    'Steady money for idle chips, that is good business.',
    'Great deal for both, and they keep the leverage.',
    'Not giving up at all, this pays for the next build.',
    'Landlords win. Smart leases, brilliant timing.',
    'Cash from idle capacity is simply good business!',
    'This is leverage, they play the long game.',
  ],
  [
    'When does the lease start?',
    'The filing says 2027 for the first part.',
    'Does anyone have a link to the statement?',
    'I live near that site, the traffic is awful.',
    'The stock closed at 41 today.',
    'Who else was in the talks?',
    'My cat sat on the keyboard again.',
    'Filing is here: https://example.org/filing',
    'The site has 200 megawatts, the statement says.',
    'Is the talk streamed anywhere?',
    'The first part opens in May, the second next year.',
    'Traffic near the site is closed today.',
  ],
]

/** Parents of every third post, by label. The replies agree with the first two; the third is neutral. */
const PARENTS = ['A white flag, they are giving up.', 'Smart, they play the long game.', 'They lease their chips to a rival.']

export const SMALL_CUES: readonly Cue[] = [
  { cue: 'white flag', side: RETREAT, weight: 1 },
  { cue: 'giving up', side: RETREAT, weight: 0.75 },
  { cue: 'desperate', side: RETREAT, weight: 0.75 },
  { cue: 'smart', side: PIVOT, weight: 0.75 },
  { cue: 'long game', side: PIVOT, weight: 1 },
  { cue: 'filing', side: NEITHER, weight: 0.5 },
]

export const SMALL_SETTINGS: LinearSettings = {
  orders: { words: [1, 3], characters: [2, 4], negation: true },
  minWordDocuments: 1,
  minCharacterDocuments: 2,
  structureScale: 1,
  inverseRegularisation: 10,
  balanced: true,
  contrastFloor: 0.1,
  gradientTolerance: 1e-4,
  temperature: 1.5,
}

/** The posts as examples for any scheme of three labels: the n-th list has the n-th label. */
export function smallExamples(scheme: StanceScheme = STANCE_SCHEME): TrainingExample[] {
  return TEXTS.flatMap((texts, label) =>
    texts.map((text, index) => ({
      features: extractTextFeatures(text, index % 3 === 0 ? (PARENTS[label] as string) : null),
      label: scheme.labels[label] as string,
      weight: 1,
    })),
  )
}

export function trainSmall(settings: Partial<LinearSettings> = {}, scheme: StanceScheme = STANCE_SCHEME, examples = smallExamples(scheme)) {
  return trainLinearModel('small', examples, scheme, SMALL_CUES, { ...SMALL_SETTINGS, ...settings })
}

/** A classifier input from a text and the text it answers. */
export function ask(text: string, parentText: string | null = null): StanceInput {
  return { features: extractTextFeatures(text, parentText), target: null }
}

/** A classifier that does what it is told; else it judges by the default scheme, without its target, by the softmax of its scores. */
export const standIn = (told: Pick<StanceClassifier, 'score'> & Partial<StanceClassifier>): StanceClassifier => ({
  ...{ id: 'small', scheme: STANCE_SCHEME, readsTarget: false },
  probabilitiesOf: (scores) => softmax(scores),
  ...told,
})
