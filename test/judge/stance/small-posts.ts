import { readFileSync } from 'node:fs'
import {
  createScheme,
  STANCE_SCHEME,
  type StanceScheme,
} from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { Cue } from '../../../src/judge/stance/linear/cue-table.js'
import {
  type LinearSettings,
  prepareLinear,
  type TrainingExample,
} from '../../../src/judge/stance/linear/train-linear.js'
import type { StanceClassifier, StanceInput } from '../../../src/judge/stance/stance-classifier.js'

/** A scheme whose labels are in no order of the alphabet. */
export const FALLING = createScheme({
  id: 'falling',
  labels: ['high', 'low', 'flat'],
  sides: ['high', 'low'],
  neutral: 'flat',
})

export const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

/** Twelve posts per label: enough for a meaningful model that trains in a few milliseconds. */
const TEXTS = readFileSync(new URL('../../fixtures/small-posts.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n\n')
  .map((texts) => texts.split('\n'))

/**
 * Parents of every third post, by label. The replies agree with the first two; the third is
 * neutral.
 */
const PARENTS = [
  'A white flag, they are giving up.',
  'Smart, they play the long game.',
  'They lease their chips to a rival.',
]

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

export function trainSmall(
  settings: Partial<LinearSettings> = {},
  scheme: StanceScheme = STANCE_SCHEME,
  examples = smallExamples(scheme),
) {
  const all = { ...SMALL_SETTINGS, ...settings }
  return prepareLinear(examples, scheme, SMALL_CUES, all)('small', all)
}

/** A classifier input from a text and the text it answers. */
export function ask(text: string, parentText: string | null = null): StanceInput {
  return { features: extractTextFeatures(text, parentText), target: null }
}

/**
 * A classifier that does what it is told; else it judges by the default scheme, without its target,
 * by the softmax of its scores.
 */
export const standIn = (
  told: Pick<StanceClassifier, 'score'> & Partial<StanceClassifier>,
): StanceClassifier => ({
  id: 'small',
  scheme: STANCE_SCHEME,
  readsTarget: false,
  probabilitiesOf: (scores) => softmax(scores),
  ...told,
})
