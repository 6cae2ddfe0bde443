import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import { isDefaultScheme } from '../../../src/base/scheme/scheme-tag.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { renderEvaluation } from '../../../src/count/evaluate/render/render-evaluation.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { defineCommand } from '../../../src/shell/cli/kit/command.js'
import { withOutput } from '../../../src/shell/cli/kit/write-output.js'
import {
  GOLD_OPTIONS,
  measureGold,
  planMeasurement,
  renderScored,
  SCORED_OPTIONS,
  writeFigureFiles,
} from '../../../src/shell/cli/model/evaluate.js'
import { LLM_MODEL } from '../../../src/shell/cli/options/llm-options.js'
import { PACKAGE_ROOT } from '../../../src/shell/node/file/package-root.js'
import { readInput } from '../../../src/shell/node/file/read-source.js'
import {
  type ControlledEvaluation,
  evaluateContext,
  evaluateCorpus,
  evaluateEvidence,
  hasHeldOutWeights,
  withControls,
} from './evaluate-models.js'
import { measureLearning, renderLearning } from './learning-curve.js'
import { evaluatePublished, joinTexts, parsePublished } from './published.js'
import { renderContextFigures, renderContrast, renderControls, renderEvidenceCheck } from './render-controls.js'

/** Options that {@link checkEvidenceAlone} checks. */
interface EvidenceOptions {
  readonly llm?: string | undefined
  readonly gold?: string | undefined
  readonly evidence: number
}

export const evaluate = defineCommand({
  name: 'evaluate',
  usage: 'npm run evaluate --',
  summary: 'Measures models: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
  inputs: null,
  options: {
    ...GOLD_OPTIONS,
    controls: { type: 'choice', choices: ['on', 'off'], help: 'off: no control that costs a scoring; default on, and off for llm' },
    evidence: {
      type: 'number',
      value: 'N',
      default: 0,
      low: 0,
      high: 100_000,
      isInteger: true,
      help: 'only check on N posts whether the deciding words decide',
    },
    learn: { type: 'text', value: 'N,N…', help: 'with --gold: what so many labels of a move teach about the rest of it' },
    corpus: { type: 'text', value: 'DIR', help: "folder of the corpus instead of the project's own" },
    published: { type: 'text', value: 'FILE', help: 'figures from the labels and predictions of models/evaluation, without a text' },
    texts: { type: 'text', value: 'FILE', help: 'with --published: your copies of its posts, as JSON lines with text; prints a gold file' },
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
    checkEvidenceAlone(options)
    const plan = await planMeasurement(options, context)
    const { asked, models, scheme } = plan
    const corpus = options.corpus ?? join(PACKAGE_ROOT, 'corpus')
    if (options.evidence > 0) {
      const evidence = await evaluateEvidence(corpus, asked, options.evidence)
      return await print({ evidence }, () => renderEvidenceCheck(asked, evidence))
    }
    if (options.learn !== undefined) {
      const { gold } = options
      if (gold === undefined) throw new PipelineError('USAGE_OPTION_INVALID', 'expected --learn together with --gold FILE, got it alone.')
      const { questions, classifiers } = await measureGold(
        gold,
        { ...plan, models: [asked] },
        { ...options, predictions: undefined },
        context,
      )
      const learning = await measureLearning(classifiers[0] as StanceClassifier, questions, parseCounts(options.learn))
      return await print({ learning }, () => renderLearning(gold, asked, learning))
    }
    const isLlm = asked === LLM_MODEL
    const settings = {
      ...plan.settings,
      // Controls rename companies and hide deals, which suits only the built-in labels.
      controls: (options.controls ?? (isLlm || !isDefaultScheme(scheme) ? 'off' : 'on')) === 'on',
    }
    const evaluations: ControlledEvaluation[] =
      options.gold === undefined
        ? await evaluateCorpus(corpus, models, settings)
        : [await withControls(await measureGold(options.gold, plan, options, context), settings)]
    await writeFigureFiles(asked, evaluations, options, context)
    const hasContextFigures = options.gold === undefined && options.context === 'on' && !isLlm && hasHeldOutWeights(asked)
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

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for anything but counts of labels */
function parseCounts(text: string): number[] {
  const counts = text.split(',').map(Number)
  if (counts.every((count) => Number.isInteger(count) && count > 0 && count <= 1000)) return counts
  throw new PipelineError('USAGE_OPTION_INVALID', `expected --learn as numbers of labels, such as 10,20,30, got "${text}".`)
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for options that `--evidence` would silently ignore */
function checkEvidenceAlone({ llm, gold, evidence }: EvidenceOptions): void {
  if (evidence === 0) return
  const fail = (message: string): never => {
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  if (llm !== undefined) fail(`expected --evidence with a model that names its deciding words, got --llm, which names none.`)
  if (gold !== undefined) fail('expected --evidence without --gold: it checks words on the corpus, and nothing else.')
}
