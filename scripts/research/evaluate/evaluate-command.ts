import { join } from 'node:path'
import { isDefaultScheme } from '../../../src/base/scheme/scheme-tag.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { renderEvaluation } from '../../../src/say/evaluate/render-evaluation.js'
import { type CommandContext, defineCommand, INTEGER, usageError } from '../../../src/shell/cli/kit/command.js'
import { withOutput } from '../../../src/shell/cli/kit/write-output.js'
import {
  GOLD_OPTIONS,
  measureGold,
  planMeasurement,
  renderScored,
  SCORED_OPTIONS,
  writeFigureFiles,
} from '../../../src/shell/cli/model/evaluate.js'
import { PACKAGE_ROOT } from '../../../src/shell/node/file/package-root.js'
import { readInput } from '../../../src/shell/node/file/read-source.js'
import { hashModel, loadModel } from '../../../src/shell/node/model/load-model.js'
import { DEFAULT_MODEL } from '../../../src/shell/node/model/shipped-models.js'
import {
  type ControlledEvaluation,
  evaluateContext,
  evaluateCorpus,
  evaluateEvidence,
  hasHeldOutWeights,
  withControls,
} from './evaluate-models.js'
import { measureLearning, renderLearning } from './learning-curve.js'
import { buildReplySets, evaluatePublished, joinTexts, parsePublished, parseReplyLabels, readPublicPosts } from './real-replies.js'
import { renderContextFigures, renderContrast, renderControls, renderEvidenceCheck } from './render-controls.js'
import { measureReplies, type ReplyFigures, renderKeptFigures, renderReplyFigures } from './reply-figures.js'

interface ReplyOptions {
  readonly model?: string | undefined
  readonly published?: string | undefined
  readonly figures?: string | undefined
}

export const evaluate = defineCommand({
  name: 'evaluate',
  usage: 'npm run evaluate --',
  summary: 'Measures models: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
  inputs: null,
  options: {
    ...GOLD_OPTIONS,
    controls: { type: 'choice', choices: ['on', 'off'], help: 'off: no control that costs a scoring; default on' },
    evidence: { ...INTEGER, value: 'N', default: 0, low: 0, high: 100_000, help: 'only check on N posts if the deciding words decide' },
    learn: { type: 'text', value: 'N,N…', help: 'with --gold: how well this many labels of a move teach a model the rest' },
    corpus: { type: 'text', value: 'DIR', help: "folder of the corpus instead of the project's own" },
    published: { type: 'text', value: 'FILE', help: 'figures from the labels and predictions of models/evaluation, without a text' },
    texts: { type: 'text', value: 'FILE', help: 'with --published: your copies of its posts, as JSON lines with text; prints a gold file' },
    replies: {
      type: 'text',
      value: 'DIR',
      help: 'real replies in their threads, context off and on; DIR holds their texts (scripts/recipes); --figures keeps the comparison',
    },
    ...SCORED_OPTIONS,
  },
  examples: ['npm run evaluate', 'npm run --silent evaluate -- --gold gold.jsonl --predictions out.jsonl'],
  notes:
    'Figures on the corpus come from weights of the train split; figures on a gold file from the weights that ship. Every model gets: figures by ' +
    'label, accuracy at full coverage, contrast sets. Controls that cost a scoring each run for the model asked ' +
    'about alone (stack-en by default): company names swapped for those of other deals, company names masked; ' +
    'each with the share of labels that move. Beside it stand the words alone (linear-en), the sign of the sentiment, and the majority label.',
  run: async (options, _paths, context) => {
    const { io } = context
    const isJson = options.format === 'json'
    const print = (value: object, text: () => string): Promise<void> =>
      withOutput(null, io, (output) => output.write(isJson ? `${JSON.stringify(value)}\n` : text()))
    if (options.scored.length > 0 || options.audit !== undefined) {
      const text = await renderScored(options, context)
      return await withOutput(null, io, (output) => output.write(text))
    }
    if (options.replies !== undefined) return await evaluateReplies(options.replies, options, context, print)
    const { published, texts } = options
    if (published !== undefined) {
      const posts = parsePublished(await readInput(published, io), published)
      if (texts === undefined) {
        const evaluation = evaluatePublished(posts, published)
        return await print(evaluation, () => renderEvaluation(evaluation, STANCE_SCHEME))
      }
      const joined = joinTexts(posts, await readInput(texts, io))
      context.log.info(`${joined.length} of ${posts.length} posts of ${published} found in ${texts} by their hashes`)
      return await withOutput(null, io, (output) => output.write(joined.map((line) => `${line}\n`).join('')))
    }
    if (options.evidence > 0 && options.gold !== undefined)
      throw usageError('expected --evidence without --gold: it checks the words of a model on the corpus, and nothing else.')
    const plan = await planMeasurement(options)
    const { asked, models, scheme } = plan
    const corpus = options.corpus ?? join(PACKAGE_ROOT, 'corpus')
    if (options.evidence > 0) {
      const evidence = await evaluateEvidence(corpus, asked, options.evidence)
      return await print({ evidence }, () => renderEvidenceCheck(asked, evidence))
    }
    if (options.learn !== undefined) {
      const { gold } = options
      if (gold === undefined) throw usageError('expected --learn together with --gold FILE, got it alone.')
      const own = { ...options, predictions: undefined }
      const { questions, classifiers } = await measureGold(gold, { ...plan, models: [asked] }, own, context)
      const learning = await measureLearning(classifiers[0] as StanceClassifier, questions, parseCounts(options.learn))
      return await print({ learning }, () => renderLearning(gold, asked, learning))
    }
    const settings = {
      ...plan.settings,
      // Controls rename companies and hide deals, which suits only the built-in labels.
      controls: (options.controls ?? (isDefaultScheme(scheme) ? 'on' : 'off')) === 'on',
    }
    const evaluations: ControlledEvaluation[] =
      options.gold === undefined
        ? await evaluateCorpus(corpus, models, settings)
        : [await withControls(await measureGold(options.gold, plan, options, context), settings)]
    await writeFigureFiles(plan, evaluations, options, context)
    const hasContextFigures = options.gold === undefined && options.context !== 'off' && hasHeldOutWeights(asked)
    const contextFigures = hasContextFigures ? await evaluateContext(corpus, asked) : null
    return await print({ evaluations, contextFigures }, () =>
      [
        ...evaluations.map(
          (each) => `${renderEvaluation(each, scheme)}${renderContrast(each.models)}${each.models.map(renderControls).join('')}`,
        ),
        ...(contextFigures ? [renderContextFigures(asked, contextFigures)] : []),
      ].join('\n'),
    )
  },
})

/** Labels of real replies that ship; `--published` names others. */
const REPLY_LABELS = join(PACKAGE_ROOT, 'models', 'evaluation', 'real-replies.jsonl')

/** Measures a model on real replies read alone and in their threads. */
async function evaluateReplies(
  folder: string,
  { model = DEFAULT_MODEL, published = REPLY_LABELS, figures: path }: ReplyOptions,
  { io, log }: CommandContext,
  print: (value: object, text: () => string) => Promise<void>,
): Promise<void> {
  const labelled = parseReplyLabels(await readInput(published, io), published)
  const { sets, missingCount } = buildReplySets(labelled, readPublicPosts(folder), folder)
  if (missingCount > 0) log.warn(`${missingCount} of ${labelled.length} replies left out: their text is not in ${folder}`)
  const classifier = loadModel(model)
  const figures: ReplyFigures[] = []
  for (const set of sets) figures.push(await measureReplies(classifier, set))
  if (path !== undefined) {
    const kept = renderKeptFigures(model, hashModel(model), figures)
    await withOutput(path, io, (output) => output.write(kept))
    log.info(`${figures.length} sets of figures of ${model} written to ${path}`)
  }
  await print({ replies: figures }, () => figures.map((each) => renderReplyFigures(model, each)).join('\n'))
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for anything but counts of labels */
function parseCounts(text: string): number[] {
  const counts = text.split(',').map(Number)
  if (counts.every((count) => Number.isInteger(count) && count > 0 && count <= 1000)) return counts
  throw usageError(`expected --learn as numbers of labels, such as 10,20,30, got "${text}".`)
}
