import { PipelineError } from '../errors.js'

type Codebook = Required<Pick<StanceScheme, 'definitions' | 'examples' | 'rules'>>

/** The codebook that ships. Its examples are invented. */
function stanceCodebook([retreat, pivot, neither]: readonly [string, string, string]): Codebook {
  return {
    definitions: {
      [retreat]:
        'Weakness. The move shows the company giving up or conceding a race, losing confidence, being behind or desperate, arming or feeding rivals, dumping what it should keep or cannot use, or dressing up numbers; or the deal is bad for the company or cannot last. Also: agreeing with, or piling on to, a post that says so; mocking those who defend the move.',
      [pivot]:
        'Strength or good sense. The move is smart, rational, good business, money from idle assets, time bought, leverage, part of a long game; the company is still in the race or wins by it; the deal is celebrated. Also: rejecting, belittling or mocking the other reading or those who hold it.',
      [neither]:
        'Takes neither side on the move. Questions asked in earnest, plain facts or news, jokes with no side, talk of other subjects, share-price chatter that does not judge the move, judgements about another company alone, a truly even balance.',
    },
    examples: {
      [retreat]:
        '“You only sublet the kitchen when the restaurant is empty.” “Great plan: pay your rival’s rent and call it vision.”',
      [pivot]:
        '“Idle machines earn nothing, rented ones pay for the next site.” “Yes, because taking money from everybody is how one loses.”',
      [neither]:
        '“Does anyone know when the contract starts?” “They own 7% of the buyer.” “Support has ignored my ticket for a week.”',
    },
    rules: [
      `Judge the move, not the mood. Angry or vulgar words do not make a ${retreat}; a happy post about something else is ${neither}.`,
      'A bet on the share price counts only if the post ties it to the move.',
      'Sarcasm: label what is meant, not what is written.',
      'A rhetorical question that plainly implies a side takes that side.',
      `Mixed posts take the side that the post ends on or gives more weight; if truly even, ${neither}. “They failed, but the deal is sensible” is a ${pivot}.`,
      `“Just a pump for the listing” or “a house of cards”, said of this deal: ${retreat}. A bare fact that could hint at it is ${neither}, unless the wording nudges.`,
      `Dislike of a person with no link to the move is ${neither}. “Bad for customers” alone is ${neither}; blaming the company for quitting is a ${retreat}.`,
      'Do not guess from the deal or from what most posts say: decide from the words of this post and of the post that it answers.',
    ],
  }
}

/** Labels of the scheme that ships. */
export type StanceLabel = 'retreat' | 'shrewd pivot' | 'neither'

/**
 * A coding scheme: the labels a post can get. Scores, probabilities, weights and tables follow
 * their order.
 */
export interface StanceScheme<Label extends string = string> {
  readonly id: string
  readonly labels: readonly Label[]
  /**
   * The labels that take a side; the lean is one of them. In the sentiment baseline, the first is
   * negative and the second positive.
   */
  readonly sides: readonly NoInfer<Label>[]
  /** The label of a post that takes no side; null if the scheme has none. */
  readonly neutral: NoInfer<Label> | null
  /** The question for coders and language models; absent if the scheme has no custom question. */
  readonly question?: string
  /** For all labels or for none. */
  readonly definitions?: ByLabel<string, NoInfer<Label>>
  /** Posts that get each label, in quotation marks; for all labels or for none. */
  readonly examples?: ByLabel<string, NoInfer<Label>>
  /** Rules for the cases that definitions leave open, one sentence or two each. */
  readonly rules?: readonly string[]
  /**
   * One letter or digit for each label, on the label page and in the terminal. For all labels or
   * for none.
   */
  readonly keys?: ByLabel<string, NoInfer<Label>>
}

/**
 * Validates and freezes a scheme.
 *
 * @throws {PipelineError} `SCHEME_INVALID` for fewer than 2 or more than 8 labels, a repeated or
 *   integer label, an unknown side or neutral
 *   label, texts or keys that leave out a label, or a key of two labels
 */
export function createScheme<const Label extends string>(
  definition: StanceScheme<Label>,
): StanceScheme<Label> {
  const scheme: StanceScheme = definition
  const fail = (message: string): never => {
    throw new PipelineError('SCHEME_INVALID', `scheme "${scheme.id}": ${message}`, {
      context: { schemeId: scheme.id },
    })
  }
  if (scheme.labels.length < 2 || scheme.labels.length > 8)
    fail(`expected 2 to 8 labels, got ${scheme.labels.length}.`)
  if (new Set(scheme.labels).size !== scheme.labels.length)
    fail(`expected every label once, got ${scheme.labels.join(', ')}.`)
  const integer = scheme.labels.find((label) => /^(?:0|[1-9]\d*)$/.test(label))
  if (integer !== undefined)
    fail(
      `expected labels that are not integers, got "${integer}". JavaScript would sort integer keys.`,
    )
  if (scheme.sides.length < 2) {
    fail(
      `expected at least two sides, got ${scheme.sides.length}. Omit "sides" to make every label except the neutral one a side.`,
    )
  }
  if (new Set(scheme.sides).size !== scheme.sides.length)
    fail(`expected every side once, got ${scheme.sides.join(', ')}.`)
  for (const label of [...scheme.sides, ...(scheme.neutral === null ? [] : [scheme.neutral])]) {
    if (!scheme.labels.includes(label))
      fail(`"${label}" is not among the labels ${scheme.labels.join(', ')}.`)
  }
  if (scheme.neutral !== null && scheme.sides.includes(scheme.neutral))
    fail(`"${scheme.neutral}" cannot be a side and neutral at once.`)
  const { question, definitions, examples, rules, keys } = scheme
  const orderTexts = (name: string, texts: ByLabel<string>): ByLabel<string> => {
    const unknownLabel = Object.keys(texts).find((label) => !scheme.labels.includes(label))
    if (unknownLabel !== undefined)
      fail(
        `expected ${name} of the labels ${scheme.labels.join(', ')}, got one of "${unknownLabel}".`,
      )
    const missing = scheme.labels.find((label) => !Object.hasOwn(texts, label))
    if (missing !== undefined)
      fail(`expected ${name} of every label or of none, got none of "${missing}".`)
    const inOrder = scheme.labels.map((label) => texts[label] ?? '')
    return Object.freeze(byLabel(scheme, inOrder))
  }
  if (keys && new Set(Object.values(keys)).size !== Object.keys(keys).length) {
    fail(`expected a different key for every label, got ${Object.values(keys).join(', ')}.`)
  }
  const created: StanceScheme = {
    id: scheme.id,
    labels: Object.freeze([...scheme.labels]),
    sides: Object.freeze([...scheme.sides]),
    neutral: scheme.neutral,
    ...(question !== undefined && { question }),
    ...(definitions && { definitions: orderTexts('definitions', definitions) }),
    ...(examples && { examples: orderTexts('examples', examples) }),
    ...(rules && { rules: Object.freeze([...rules]) }),
    ...(keys && { keys: orderTexts('keys', keys) }),
  }
  return Object.freeze(created as StanceScheme<Label>)
}

/**
 * Makes objects that inherit nothing. As instances of one kind they take half the memory and time
 * of those of `Object.create(null)`.
 */
function ValuesByLabel(): void {}
ValuesByLabel.prototype = Object.create(null)

const LABELS = ['retreat', 'shrewd pivot', 'neither'] as const

/** The default scheme. No other file spells its labels. */
export const STANCE_SCHEME: StanceScheme<StanceLabel> = createScheme({
  id: 'retreat-or-pivot',
  labels: LABELS,
  sides: LABELS.slice(0, 2),
  neutral: LABELS[2],
  ...stanceCodebook(LABELS),
})

/** Values by label, such as shares or probabilities, in scheme order. */
export type ByLabel<Value = number, Label extends string = string> = Readonly<Record<Label, Value>>

export function byLabel<Value>(
  scheme: Pick<StanceScheme, 'labels'>,
  values: ArrayLike<Value>,
): ByLabel<Value> {
  const byName = new (ValuesByLabel as unknown as new () => Record<string, Value>)()
  for (let index = 0; index < scheme.labels.length; index++)
    byName[scheme.labels[index] as string] = values[index] as Value
  return byName
}
