import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { isDefaultScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { scoredPathBeside } from '../../../count/audit/audit.js'
import { evaluateAudit, evaluateScored } from '../../../count/evaluate/evaluate-posts.js'
import type { Evaluation, LabelFigures, Prediction } from '../../../count/evaluate/measure.js'
import { decode } from '../../../read/record/decode.js'
import { renderConfusionChart } from '../../../say/evaluate/render-confusion-chart.js'
import { renderAuditEvaluation, renderEvaluation } from '../../../say/evaluate/render-evaluation.js'
import { renderModelFigures } from '../../../say/facts/model-figures.js'
import { readAudit } from '../../node/audit/audit-log.js'
import { readBytes } from '../../node/file/read-source.js'
import { listModels, loadModel } from '../../node/model/load-model.js'
import { evaluateGold, type MeasuredModels, readMergedFigures } from '../../node/model/measure-models.js'
import { DEFAULT_MODEL } from '../../node/model/shipped-models.js'
import { CLASSIFY_OPTIONS } from '../classify/classify-options.js'
import { checkModelScheme, readRun, readSchemeOption, SCHEME_OPTION } from '../input/read-audited.js'
import { checkPaths, INGEST_OPTIONS } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { parseOptions } from '../kit/parse-options.js'
import { showSteps } from '../kit/progress.js'
import { withOutput, writeText } from '../kit/write-output.js'
import { goldLinesOf, nameRepeats, readLabelled } from './read-labelled.js'

/** Options of evaluate that measure models on labelled posts. */
export const GOLD_OPTIONS = {
  gold: {
    type: 'text',
    value: 'FILE',
    help: 'JSON lines {id, deal, mover, move, parentText, text, label}, or labelled posts of any form; - reads stdin',
  },
  columns: INGEST_OPTIONS.columns,
  model: { type: 'text', value: 'ID', help: 'one model beside its controls; default: all' },
  predictions: { type: 'text', value: 'FILE', help: 'write its answer on each gold post there' },
  context: CLASSIFY_OPTIONS.context,
  format: { type: 'choice', choices: ['table', 'json'], default: 'table', help: 'form of the figures' },
  ...underTopic('Files to keep', {
    figures: { type: 'text', value: 'FILE', help: 'write there the figures that report shows; earlier sets stay' },
    svg: { type: 'text', value: 'FILE', help: 'write the confusion matrix there, as a picture' },
  }),
} as const satisfies OptionTable

export const SCORED_OPTIONS = underTopic('Your own labels', {
  scored: { type: 'list', value: 'FILE', help: 'measure these scored posts by the label that each one holds (repeatable)' },
  audit: { type: 'text', value: 'FILE', help: 'measure scored posts by the labels of this audit; --scored names them elsewhere' },
  'label-field': { type: 'text', value: 'NAME', default: 'label', help: 'field that holds the true label' },
  ...SCHEME_OPTION,
} as const satisfies OptionTable)

type ScoredOptions = OptionValues<typeof SCORED_OPTIONS> & { readonly format: string; readonly svg: string | undefined }

/** Writes the confusion matrix of a model as a picture, where one was asked for. */
async function writeConfusion(
  { svg }: Pick<ScoredOptions, 'svg'>,
  figures: LabelFigures | undefined,
  named: { readonly model: string; readonly on: string; readonly scheme: StanceScheme },
  context: CommandContext,
): Promise<void> {
  if (figures === undefined || svg === undefined) return
  await writeText(svg, renderConfusionChart(figures, named.scheme, named), 'the picture', context)
}

/** Measures scored posts against their true labels, or those of their audit, and renders the figures. */
export async function renderScored(options: ScoredOptions, context: CommandContext): Promise<string> {
  const { scored, audit, scheme: schemePath, format, svg, 'label-field': labelField } = options
  if (audit !== undefined) return await renderAudited(audit, options, context)
  checkPaths(scored, { outputs: [svg] })
  const scheme = await readSchemeOption(schemePath)
  const { posts } = await readRun(scored, scheme, context)
  const on = scored.map((path) => (path === '-' ? 'stdin' : basename(path))).join(', ')
  const own = [...new Set(posts.map(({ model }) => shippedPartOf(model)))].filter((model) => !listModels().includes(model))
  const result = evaluateScored(posts, { scheme, labelField, on, ...(own.length === 0 && { weights: 'shipped' }) })
  if (own.length > 0)
    context.log.warn(
      `${own.join(', ')}: not a model of the package. If it was trained on these posts, the figures are too good; card.md in its folder names its files.`,
    )
  const [evaluated] = result.evaluation.models
  await writeConfusion(options, evaluated?.byLabel, { model: evaluated?.model ?? '', on, scheme }, context)
  if (format === 'json') return `${JSON.stringify(result)}\n`
  const { majority, sidesF1, unlabelledCount } = result
  return [
    renderEvaluation(result.evaluation, scheme),
    `mean F1 of the sides (${scheme.sides.join(', ')}) over all posts, F_avg of SemEval-2016: ${(sidesF1 * 100).toFixed(2)}`,
    `always the most frequent label: macro-F1 ${majority.macroF1.value.toFixed(3)}, accuracy ${majority.accuracy.toFixed(3)}`,
    ...(unlabelledCount > 0 ? [`${formatCount(unlabelledCount, 'post')} without a true label left out`] : []),
    '',
  ].join('\n')
}

/** The shipped model behind a derived one, which learnt labels or asked a language model: `linear-en+llm:…`. */
const shippedPartOf = (model: string): string => model.split('+')[0] ?? model

/** Measures scored posts against the labels of their audit. */
async function renderAudited(path: string, options: ScoredOptions, context: CommandContext): Promise<string> {
  const { scored, scheme: schemePath, format, svg } = options
  const paths = scored.length > 0 ? scored : [scoredPathBeside(path)]
  if (paths.includes(path))
    throw usageError(`expected --scored with the posts that ${path} was picked from, got none beside it. See --help.`)
  checkPaths([...paths, path], { outputs: [svg] })
  const audit = await readAudit(path)
  const scheme = await readSchemeOption(schemePath, audit.design.scheme)
  const { posts } = await readRun(paths, scheme, context)
  const evaluation = evaluateAudit(posts, audit, scheme)
  await writeConfusion(options, evaluation, { model: evaluation.models.join(', '), on: basename(path), scheme }, context)
  return format === 'json' ? `${JSON.stringify(evaluation)}\n` : renderAuditEvaluation(evaluation, basename(path), scheme)
}

export const evaluate = defineCommand({
  name: 'evaluate',
  summary:
    'Measures models on posts labelled by hand: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
  inputs: null,
  options: { ...GOLD_OPTIONS, ...SCORED_OPTIONS },
  examples: [
    'npm run evaluate -- --gold gold.jsonl --model stack-en',
    'npm run evaluate -- --scored scored.jsonl',
    'npm run evaluate -- --audit scored.audit.jsonl',
  ],
  notes: `Intervals resample deals where all rows name one of several (--columns deal=NAME), else threads, else posts; fewer than 8 give none.
The controls are the words alone (linear-en), the sign of the sentiment, and the majority label.
Figures on the written corpus need a clone of the repository. So do controls that rename companies or hide the deal. Run npm run evaluate there.`,
  run: async (options, _paths, context) => {
    const { io } = context
    const print = (text: string): Promise<void> => withOutput(null, io, (output) => output.write(text))
    if (options.scored.length > 0 || options.audit !== undefined) return await print(await renderScored(options, context))
    const { gold } = options
    if (gold === undefined) {
      throw usageError(
        'expected --gold FILE with labelled posts, --scored FILE with scored posts that brought their labels, or --audit FILE, got none. See --help.',
      )
    }
    checkPaths([gold], { outputs: [options.predictions, options.figures, options.svg] })
    const plan = await planMeasurement(options)
    const { evaluation } = await measureGold(gold, plan, options, context)
    await writeFigureFiles(plan, [evaluation], options, context)
    await print(
      options.format === 'json' ? `${JSON.stringify({ evaluations: [evaluation] })}\n` : renderEvaluation(evaluation, plan.scheme),
    )
  },
})

/** Baselines for the requested model: words without context, sign of the sentiment, most frequent label. */
const CONTROL_MODELS = ['linear-en', 'sentiment', 'majority']

type GoldOptions = OptionValues<typeof GOLD_OPTIONS & typeof SCHEME_OPTION>

type MeasurementPlan = Awaited<ReturnType<typeof planMeasurement>>

/** Chooses the models to measure, and the settings. */
export async function planMeasurement(options: GoldOptions) {
  if (options.predictions !== undefined && options.gold === undefined) {
    throw usageError('expected --predictions together with --gold, whose posts are predicted, got it alone. See --help.')
  }
  const { model: asked = DEFAULT_MODEL } = options
  const scheme = await findScheme(asked, options)
  const others = options.model === undefined ? listModels() : isDefaultScheme(scheme) ? CONTROL_MODELS : []
  return {
    /** The requested model, or the default one. */
    asked,
    /** The requested model, then its baselines. */
    models: [asked, ...others.filter((id) => id !== asked)],
    scheme,
    settings: {
      scheme,
      ...(options.context !== undefined && { context: options.context === 'on' }),
    },
  }
}

/** Measures the models of a plan on a gold file, and writes the predictions of the requested model. */
export async function measureGold(
  gold: string,
  { models, scheme, settings }: MeasurementPlan,
  { predictions: path, ...reading }: Pick<GoldOptions, 'predictions' | 'columns'> & { readonly 'label-field': string },
  context: CommandContext,
): Promise<MeasuredModels> {
  const { io } = context
  const bytes = Buffer.from(await readBytes(gold, io.stdin))
  const isLines = /^\ufeff?\s*(?:\{|$)/.test(bytes.subarray(0, 4096).toString('utf8'))
  const again = { ...context, io: { ...io, stdin: Readable.from([bytes]) } }
  const text = isLines
    ? decode(bytes, { name: gold })
    : goldLinesOf(await readLabelled([gold], { ...parseOptions([], INGEST_OPTIONS).values, ...reading }, scheme, again), scheme)
  const onPredicted = showSteps(context, { unit: 'answers', next: 'now measuring' })
  const measured = await evaluateGold(text, gold, models, { ...settings, onPredicted })
  const { questions } = measured
  const repeats = nameRepeats(
    questions.map(({ id, input }) => ({ id, text: input.features.text })),
    questions.map(({ clusterId }) => clusterId),
    'cluster',
  )
  if (repeats !== null) context.log.warn(`${repeats}: the intervals are too narrow. Leave repeats out, or give them one threadId.`)
  if (path !== undefined) {
    await withOutput(path, io, async (output) => {
      for (const prediction of measured.predictions[0] ?? []) await output.write(renderPrediction(prediction, scheme))
    })
  }
  return measured
}

/** Writes the figures and the picture that the options request. The picture is of the first set. */
export async function writeFigureFiles(
  { asked, scheme }: Pick<MeasurementPlan, 'asked' | 'scheme'>,
  evaluations: readonly Evaluation[],
  { figures, svg }: Pick<GoldOptions, 'figures' | 'svg'>,
  context: CommandContext,
): Promise<void> {
  const [first] = evaluations
  await writeConfusion({ svg }, first?.models[0]?.byLabel, { model: asked, on: basename(first?.on ?? ''), scheme }, context)
  if (figures !== undefined) {
    const kept = await readMergedFigures(figures, asked, evaluations)
    await writeText(figures, renderModelFigures(kept), `${kept.sets.length} sets of figures of ${asked}`, context)
  }
}

/** The scheme that a model is measured under: that of its folder, or of `--scheme`. */
async function findScheme(model: string, { scheme: path, gold }: Pick<GoldOptions, 'scheme' | 'gold'>): Promise<StanceScheme> {
  const isFolder = !listModels().includes(model)
  const classifier = isFolder ? loadModel(model) : null
  if (classifier !== null) await checkModelScheme(classifier, path)
  const scheme = classifier?.scheme ?? (await readSchemeOption(path))
  if (isDefaultScheme(scheme)) return scheme
  if (classifier === null) await checkModelScheme({ id: model, scheme: STANCE_SCHEME }, path)
  if (gold !== undefined) return scheme
  throw usageError(
    'expected --gold FILE with posts under your own labels, or --scored FILE with scored posts that have them, got neither: the corpus has the labels that ship.',
  )
}

function renderPrediction({ id, predictedLabel, lean, probabilities }: Prediction, { labels }: StanceScheme): string {
  const byLabel =
    probabilities && Object.fromEntries(labels.map((label, index) => [label, Math.round((probabilities[index] as number) * 1e4) / 1e4]))
  return `${JSON.stringify({ id, label: predictedLabel, lean, probabilities: byLabel })}\n`
}
