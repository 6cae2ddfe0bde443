import { join } from 'node:path'
import {
  isDefaultScheme,
  PipelineError,
  type Prediction,
  renderContextFigures,
  renderEvaluation,
  renderEvaluationCharts,
  renderEvidenceCheck,
  renderModelFigures,
  STANCE_SCHEME,
  type StanceScheme,
} from '../../index.js'
import {
  DEFAULT_MODEL,
  type Evaluation,
  evaluateContext,
  evaluateCorpus,
  evaluateEvidence,
  evaluateGold,
  evaluateTweetEvalFolder,
  hasHeldOutWeights,
  keepFigures,
  listModels,
  loadModel,
  PACKAGE_ROOT,
  readInput,
} from '../../node.js'
import { openMeasured, refuseDryRun } from '../classify/llm-session.js'
import { defineCommand, underTopic } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { withOutput } from '../kit/write-output.js'
import { checkNoLlm, LLM_MODEL, LLM_OPTIONS } from '../options/llm-options.js'
import { checkModelScheme, readSchemeOption } from '../options/scheme-option.js'
import { makeFolder } from '../output/write-folder.js'
import { withEndings } from '../with-endings.js'
import { renderScored, SCORED_OPTIONS } from './evaluate-scored.js'

/** What stands beside a model that was asked for: words without context, the sign of the sentiment, the most frequent label. */
const CONTROL_MODELS = ['linear-en', 'sentiment', 'majority']

/** What `checkTogether` looks at. */
interface Together {
  readonly model?: string | undefined
  readonly gold?: string | undefined
  readonly predictions?: string | undefined
  readonly svg?: string | undefined
  readonly evidence: number
}

/** Measures models beside their controls. */
export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Measures models: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
  inputs: null,
  options: {
    gold: { type: 'text', value: 'FILE', help: 'JSON lines {id, deal, mover, move, parentText, text, label}; - reads stdin' },
    model: { type: 'text', value: 'ID', help: 'one model beside its controls; default: all' },
    predictions: {
      type: 'text',
      value: 'FILE',
      help: 'write there what it said of each gold post',
    },
    tweeteval: {
      type: 'text',
      value: 'DIR',
      help: "the linear learner on TweetEval's stance task",
    },
    controls: { type: 'choice', choices: ['on', 'off'], help: 'off: no control that costs a scoring; default on, and off for llm' },
    context: { type: 'choice', choices: ['on', 'off'], default: 'on', help: 'off: read every post by itself' },
    evidence: {
      type: 'number',
      value: 'N',
      default: 0,
      low: 0,
      high: 100_000,
      isInteger: true,
      help: 'only check on N posts whether the deciding words decide',
    },
    format: { type: 'choice', choices: ['table', 'json'], default: 'table', help: 'form of the figures' },
    corpus: { type: 'text', value: 'DIR', help: "folder of the corpus instead of the project's own" },
    ...underTopic('Files to keep', {
      svg: { type: 'text', value: 'DIR', help: 'write a reliability diagram and a risk-coverage curve there, per model and set of posts' },
      figures: { type: 'text', value: 'FILE', help: 'keep there what report shows of the model; sets measured before stay' },
    }),
    ...SCORED_OPTIONS,
    ...LLM_OPTIONS,
  },
  examples: ['npm run evaluate', 'npm run --silent evaluate -- --gold gold.jsonl --predictions out.jsonl'],
  notes:
    'Figures on the corpus come from weights of the train split; figures on a gold file from the weights that ship. Every model gets: figures by ' +
    'label, accuracy at a coverage of 100 to 50 % (surest posts first), contrast sets. Controls that cost a scoring each run for the model asked ' +
    'about alone (stack-en by default): company names swapped for those of other deals, company names masked, target-blind (deal and root post ' +
    'hidden); each with the share of labels that move. Beside it stand the words alone (linear-en), the sign of the sentiment, and the majority label.',
  run: withEndings(async (options, _paths, context, atEnd) => {
    const { io, log } = context
    const print = (text: string): Promise<void> => withOutput(null, io, (output) => output.write(text))
    if (options.tweeteval !== undefined) {
      const result = evaluateTweetEvalFolder(options.tweeteval)
      await print(
        options.format === 'json'
          ? `${JSON.stringify(result)}\n`
          : `TweetEval stance: F_avg ${result.favg.toFixed(2)} with all features, ${result.ngramsOnly.favg.toFixed(2)} with n-grams alone\n`,
      )
      return EXIT.DONE
    }
    if (options.scored.length > 0) {
      await print(await renderScored(options, context))
      return EXIT.DONE
    }
    checkTogether(options)
    if (options.model !== LLM_MODEL) checkNoLlm(options, options.model ?? DEFAULT_MODEL)
    refuseDryRun(options)
    const asked = options.model ?? DEFAULT_MODEL
    const isLlm = asked === LLM_MODEL
    const scheme = await schemeOf(asked, options)
    const others = options.model === undefined ? listModels() : isDefaultScheme(scheme) ? CONTROL_MODELS : []
    const models = [asked, ...others.filter((id) => id !== asked)]
    const corpus = options.corpus ?? join(PACKAGE_ROOT, 'corpus')
    if (options.evidence > 0) {
      const check = await evaluateEvidence(corpus, asked, options.evidence)
      await print(options.format === 'json' ? `${JSON.stringify({ evidence: check })}\n` : renderEvidenceCheck(asked, check))
      return EXIT.DONE
    }
    if (options.svg !== undefined) await makeFolder(options.svg)
    const settings = {
      // Controls rename the companies of deals, and hide deals: they ask about the labels that ship.
      controls: (options.controls ?? (isLlm || !isDefaultScheme(scheme) ? 'off' : 'on')) === 'on',
      scheme,
      context: options.context === 'on',
      ...(isLlm && { classifiers: new Map([[LLM_MODEL, await openMeasured(options, scheme, context, atEnd)]]) }),
    }
    const hasContextFigures = options.gold === undefined && options.context === 'on' && !isLlm && hasHeldOutWeights(asked)
    const evaluations: Evaluation[] = []
    if (options.gold === undefined) evaluations.push(...(await evaluateCorpus(corpus, models, settings)))
    else {
      const { evaluation, predictions } = await evaluateGold(
        await readInput(options.gold, { stdin: io.stdin }),
        options.gold,
        models,
        settings,
      )
      evaluations.push(evaluation)
      if (options.predictions !== undefined) {
        const first = predictions[0] ?? []
        await withOutput(options.predictions, io, async (output) => {
          for (const prediction of first) await output.write(renderPrediction(prediction, scheme))
        })
      }
    }
    if (options.svg !== undefined) {
      const charts = evaluations.flatMap(renderEvaluationCharts)
      for (const { name, svg } of charts) await withOutput(join(options.svg, name), io, (output) => output.write(svg))
      log.info(`${charts.length} pictures written to ${options.svg}`)
    }
    if (options.figures !== undefined) {
      const kept = await keepFigures(options.figures, asked, evaluations)
      await withOutput(options.figures, io, (output) => output.write(renderModelFigures(kept)))
      log.info(`${kept.sets.length} sets of figures of ${asked} written to ${options.figures}`)
    }
    const contextFigures = hasContextFigures ? await evaluateContext(corpus, asked) : null
    await print(
      options.format === 'json'
        ? `${JSON.stringify({ evaluations, contextFigures })}\n`
        : [
            ...evaluations.map((each) => renderEvaluation(each, scheme)),
            ...(contextFigures ? [renderContextFigures(asked, contextFigures)] : []),
          ].join('\n'),
    )
    return EXIT.DONE
  }),
})

/**
 * The labels that a model is measured by: those of its folder, or of `--scheme`.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for labels of one's own without posts that have them
 */
async function schemeOf(
  model: string,
  { scheme: path, gold }: { readonly scheme?: string | undefined; readonly gold?: string | undefined },
) {
  const isFolder = model !== LLM_MODEL && !listModels().includes(model)
  const classifier = isFolder ? loadModel(model) : null
  if (classifier !== null) await checkModelScheme(classifier, path)
  const scheme = classifier?.scheme ?? (await readSchemeOption(path))
  if (isDefaultScheme(scheme)) return scheme
  if (model !== LLM_MODEL && classifier === null) await checkModelScheme({ id: model, scheme: STANCE_SCHEME }, path)
  if (gold !== undefined) return scheme
  throw new PipelineError(
    'USAGE_OPTION_INVALID',
    'expected --gold FILE with posts under your own labels, or --scored FILE with scored posts that have them, got neither: the corpus has the labels that ship.',
  )
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for options that would be left out in silence */
function checkTogether({ model, gold, predictions, evidence, svg }: Together): void {
  const fail = (message: string): never => {
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  if (predictions !== undefined && gold === undefined) fail('expected --predictions with --gold, whose posts they are of, got it alone.')
  if (evidence > 0 && model === LLM_MODEL)
    fail(`expected --evidence with a model that names its deciding words, got ${LLM_MODEL}, which names none.`)
  const unused = gold !== undefined ? '--gold' : svg !== undefined ? '--svg' : null
  if (evidence > 0 && unused !== null) fail(`expected --evidence without ${unused}: it checks words on the corpus, and nothing else.`)
}

function renderPrediction({ id, predictedLabel, lean, probabilities }: Prediction, { labels }: StanceScheme): string {
  const laidOut =
    probabilities && Object.fromEntries(labels.map((label, index) => [label, Math.round((probabilities[index] as number) * 1e4) / 1e4]))
  return `${JSON.stringify({ id, label: predictedLabel, lean, probabilities: laidOut })}\n`
}
