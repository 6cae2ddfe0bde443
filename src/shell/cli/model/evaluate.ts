import { basename } from 'node:path'
import { isDefaultScheme } from '../../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { postKeyOf } from '../../../base/thread/unit-key.js'
import { scoredPathBeside } from '../../../count/audit/audit.js'
import {
  evaluateAudit,
  evaluateScored,
  type ScoredEvaluation,
} from '../../../count/evaluate/evaluate-posts.js'
import { nameOfPost } from '../../../count/evaluate/labelled-post.js'
import { askLabelled, measureModels } from '../../../count/evaluate/predict.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { renderEvaluation } from '../../../say/evaluate/render-evaluation.js'
import { listModels, loadModel } from '../../node/model/load-model.js'
import { DEFAULT_MODEL, FAST_MODEL, SENTIMENT } from '../../node/model/shipped-models.js'
import {
  areScored,
  checkModelScheme,
  openStdin,
  readGivenAudit,
  readRun,
  readSchemeOption,
  SCHEME_OPTION,
} from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import {
  type CommandContext,
  type OptionTable,
  type OptionValues,
  usageError,
} from '../kit/command.js'
import { showSteps } from '../kit/progress.js'
import { commandOf, print } from '../kit/run-command.js'
import {
  findLabelField,
  LABELLED_COLUMNS,
  otherColumns,
  readLabelled,
  warnOfRepeats,
} from './read-labelled.js'

export const EVALUATE_OPTIONS = {
  audit: { type: 'text', value: 'FILE', help: 'measure scored posts by the labels of this audit' },
  model: { type: 'text', value: 'ID', help: 'one model beside its controls; default: all' },
  ...LABELLED_COLUMNS,
  ...SCHEME_OPTION,
  format: {
    type: 'choice',
    choices: ['table', 'json'],
    default: 'table',
    help: 'form of the figures',
  },
} as const satisfies OptionTable

type EvaluateOptions = OptionValues<typeof EVALUATE_OPTIONS>

export const evaluate = commandOf(
  {
    name: 'evaluate',
    summary:
      'Measures models on posts labelled by hand: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
    inputs: {
      word: 'FILE…',
      help: 'labelled posts of any form, with deal, mover, move and parentText where known; scored ones are measured as they are; with --audit those that it was picked from',
    },
    options: EVALUATE_OPTIONS,
    exclusions: [
      {
        beside: 'audit',
        idle: ['model', 'columns'],
        why: 'The labels of the audit measure scored posts.',
      },
    ],
    examples: ['labelled.csv --model stance-en', 'scored.jsonl', '--audit scored.audit.jsonl'],
    notes: `Intervals resample the deals that posts name, else their threads, else posts; fewer than 8 give none.
The controls are the words alone (linear-en), the sign of the sentiment, and the majority label.`,
  },
  printEvaluation,
)

/**
 * Measures labelled posts, or the labels of an audit, and prints the figures.
 *
 * @param controls further models to measure on posts
 */
export async function printEvaluation(
  options: EvaluateOptions,
  paths: readonly string[],
  context: CommandContext,
  controls: readonly StanceClassifier[] = [],
): Promise<void> {
  const { evaluation, scheme, leftOut } = await measurePosts(options, paths, controls, context)
  if (leftOut !== null) context.log.info(leftOut)
  const text =
    options.format === 'json'
      ? `${JSON.stringify({ evaluation })}\n`
      : renderEvaluation(evaluation, scheme)
  await print(text, context.io)
}

type Measured = Pick<ScoredEvaluation, 'evaluation'> & {
  readonly scheme: StanceScheme
  readonly leftOut: string | null
}

async function measurePosts(
  options: EvaluateOptions,
  paths: readonly string[],
  controls: readonly StanceClassifier[],
  caller: CommandContext,
): Promise<Measured> {
  const { audit, scheme: schemePath } = options
  if (audit !== undefined) return await measureAudit(audit, options, paths, caller)
  const [first] = paths
  if (first === undefined)
    throw usageError('expected FILE with labelled posts, or --audit FILE, got none. See --help.')
  checkPaths(paths)
  const context = await openStdin(paths, caller)
  if (!(await areScored([first], context)))
    return await measureLabelled(options, paths, controls, context)
  const idle = options.model === undefined ? otherColumns(options.columns) : '--model'
  if (idle !== undefined)
    throw usageError(
      `expected scored posts with --columns label=NAME at most, got ${idle} too. They are measured as they are: leave it out.`,
    )
  const scheme = await readSchemeOption(schemePath)
  const places = new Map<string, string>()
  const { posts } = await readRun(paths, scheme, context, {
    onPost: (post, where) => places.set(postKeyOf(post), where),
  })
  const labelField = findLabelField(posts, options.columns, scheme, context)
  const modelIds = [...new Set(posts.map(({ model }) => shippedPartOf(model)))].filter(
    (model) => !listModels().includes(model),
  )
  if (modelIds.length > 0)
    context.log.warn(
      `${modelIds.join(', ')}: not a model of the package. If it was trained on these posts, the figures are too good; card.md in its folder names its files.`,
    )
  const on = paths.map((path) => (path === '-' ? 'stdin' : basename(path))).join(', ')
  const { evaluation, leftOutCount } = evaluateScored(posts, {
    scheme,
    labelField,
    on,
    placeOf: (post) => places.get(postKeyOf(post)) ?? nameOfPost(post),
  })
  return {
    evaluation,
    scheme,
    leftOut:
      leftOutCount === 0
        ? null
        : `${formatCount(leftOutCount, 'post')} without a true label left out`,
  }
}

/**
 * The shipped model behind a derived one, which learnt labels or asked a language model:
 * `linear-en+llm:…`.
 */
const shippedPartOf = (model: string): string => model.split('+')[0] ?? model

async function measureAudit(
  path: string,
  options: EvaluateOptions,
  inputs: readonly string[],
  context: CommandContext,
): Promise<Measured> {
  const paths = inputs.length > 0 ? inputs : [scoredPathBeside(path)]
  if (paths.includes(path))
    throw usageError(
      `expected FILE with the posts that ${path} was picked from, got none beside it. See --help.`,
    )
  checkPaths([...paths, path])
  const audit = await readGivenAudit(path, context)
  const scheme = await readSchemeOption(options.scheme, audit.design.scheme)
  const { posts } = await readRun(paths, scheme, context)
  const { evaluation, leftOutCount } = evaluateAudit(posts, audit, { scheme, on: basename(path) })
  const open = `${formatCount(leftOutCount, 'post')} left out on which coders differ, so that the figures are too good. Settle them: audit --adjudicate.`
  return { evaluation, scheme, leftOut: leftOutCount === 0 ? null : open }
}

/** Baselines of the model asked about. */
const CONTROL_MODELS = [FAST_MODEL, SENTIMENT]

/** Lets models label posts, and measures them: one model beside its controls, or all. */
async function measureLabelled(
  options: EvaluateOptions,
  paths: readonly string[],
  controls: readonly StanceClassifier[],
  context: CommandContext,
): Promise<Measured> {
  const { model: asked = DEFAULT_MODEL, columns } = options
  const model = loadModel(asked)
  await checkModelScheme(model, options.scheme)
  const { scheme, language = 'en' } = model
  const beside = isDefaultScheme(scheme) ? CONTROL_MODELS : []
  const others = options.model === undefined ? listModels() : beside
  const { threads, placeOf, labelField } = await readLabelled(paths, columns, scheme, context)
  const questions = askLabelled(threads, { scheme, language, labelField, placeOf })
  const onPredicted = showSteps(context, { unit: 'answers', next: 'now measuring' })
  const models = [
    model,
    ...others.filter((id) => id !== asked).map((id) => loadModel(id)),
    ...controls,
  ]
  const weights = listModels().includes(asked) ? ({ weights: 'shipped' } as const) : {}
  const { evaluation } = await measureModels(paths.join(', '), questions, models, {
    onPredicted,
    ...weights,
  })
  warnOfRepeats(
    questions.map(({ id, input }) => ({ id, text: input.features.text })),
    questions.map(({ clusterId }) => clusterId),
    { kind: 'deal or thread', fault: 'the intervals are too narrow' },
    context,
  )
  return { evaluation, scheme, leftOut: null }
}
