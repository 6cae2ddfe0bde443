import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { Evaluation } from '../../../src/count/evaluate/measure.js'
import { renderEvaluation } from '../../../src/say/evaluate/render-evaluation.js'
import {
  FIGURES_SCHEMA,
  type ModelFigures,
  parseModelFigures,
  renderModelFigures,
} from '../../../src/say/facts/model-figures.js'
import { SCHEME_OPTION } from '../../../src/shell/cli/input/read-audited.js'
import {
  givenWords,
  INTEGER,
  type OptionTable,
  usageError,
} from '../../../src/shell/cli/kit/command.js'
import { commandOf } from '../../../src/shell/cli/kit/run-command.js'
import { withOutput, writeText } from '../../../src/shell/cli/kit/write-output.js'
import { EVALUATE_OPTIONS, printEvaluation } from '../../../src/shell/cli/model/evaluate.js'
import { LABELLED_COLUMNS } from '../../../src/shell/cli/model/read-labelled.js'
import { PACKAGE_ROOT } from '../../../src/shell/node/file/package-root.js'
import { readInput } from '../../../src/shell/node/file/read-source.js'
import { listModels } from '../../../src/shell/node/model/load-model.js'
import { DEFAULT_MODEL, SENTIMENT } from '../../../src/shell/node/model/shipped-models.js'
import { toFigures } from '../../../src/shell/node/model/write-own-model.js'
import { loadBayesControl } from './bayes-control.js'
import { evaluateCorpus, evaluateEvidence } from './evaluate-models.js'
import { evaluatePublished, joinTexts, parsePublished } from './published.js'
import { renderContrast, renderControls, renderEvidenceCheck } from './render-controls.js'

/** Options of labelled posts. */
const LABELLED_OPTIONS = { ...LABELLED_COLUMNS, ...SCHEME_OPTION }

/** Options of the corpus and of what was published. */
const OWN_OPTIONS = {
  corpus: {
    type: 'text',
    value: 'DIR',
    help: "folder of the corpus instead of the project's own",
  },
  evidence: {
    ...INTEGER,
    value: 'N',
    default: 0,
    low: 0,
    high: 100_000,
    help: 'only check on N posts if the deciding words decide',
  },
  published: {
    type: 'text',
    value: 'FILE',
    help: 'figures from the labels and predictions of models/evaluation, without a text',
  },
  texts: {
    type: 'text',
    value: 'FILE',
    help: 'with --published: your copies of its posts, as JSON lines with text; prints labelled posts',
  },
  figures: {
    type: 'text',
    value: 'FILE',
    help: 'file for the figures that report shows; earlier sets stay',
  },
} as const satisfies OptionTable

export const evaluate = commandOf(
  {
    name: 'evaluate',
    usage: 'npm run evaluate --',
    summary:
      'Measures models: macro-F1 over the labels, F1 of each, macro-F1 of the lean on posts that take a side, calibration error.',
    inputs: { word: 'FILE…', help: 'labelled posts, in place of the corpus' },
    options: {
      ...EVALUATE_OPTIONS,
      ...OWN_OPTIONS,
    },
    exclusions: [
      {
        beside: 'audit',
        idle: ['model', 'columns', ...Object.keys(OWN_OPTIONS)],
        why: 'Scored posts are measured by the labels of the audit.',
      },
      {
        beside: 'published',
        idle: ['model', 'columns', 'scheme', 'corpus', 'evidence', 'figures'],
        why: 'What was published is measured as it is.',
      },
      {
        idle: ['texts'],
        unless: ['published'],
        why: 'Texts are put to the posts that were published.',
      },
      { beside: 'evidence', idle: ['figures'], why: 'A check of the words measures no model.' },
    ],
    examples: ['labelled.jsonl'],
    notes:
      'Without FILE and --audit: figures on the corpus (two to three minutes), by weights of the train split. Every model gets figures by label and contrast sets. ' +
      'The model asked about (stance-en by default) is scored again with company names swapped for those of other deals, and masked. Beside it ' +
      'stand the words alone (linear-en), the sign of the sentiment, naive Bayes of natural, and the majority label.',
  },
  async (options, paths, context) => {
    const [file] = paths
    const idle = givenWords(options, file === undefined ? LABELLED_OPTIONS : OWN_OPTIONS)[0]
    if (idle !== undefined && options.audit === undefined)
      throw usageError(
        file === undefined
          ? `expected ${idle} with FILE, got it alone. The corpus names its own labels.`
          : `expected FILE or ${idle}, got both. See --help.`,
      )
    if (file !== undefined || options.audit !== undefined)
      return await printEvaluation(options, paths, context, [loadBayesControl()])
    const { io } = context
    const { published, texts, model: asked = DEFAULT_MODEL, figures } = options
    const print = (value: object, text: () => string): Promise<void> =>
      withOutput(null, io, (output) =>
        output.write(options.format === 'json' ? `${JSON.stringify(value)}\n` : text()),
      )
    if (published !== undefined) {
      const posts = parsePublished(await readInput(published, io), published)
      const evaluation = evaluatePublished(posts, published)
      if (texts === undefined)
        return await print({ evaluation }, () => renderEvaluation(evaluation, STANCE_SCHEME))
      const joined = joinTexts(posts, await readInput(texts, io))
      context.log.info(
        `${joined.length} of ${posts.length} posts of ${published} found in ${texts} by their hashes`,
      )
      return await withOutput(null, io, (output) =>
        output.write(joined.map((line) => `${line}\n`).join('')),
      )
    }
    const corpus = options.corpus ?? join(PACKAGE_ROOT, 'corpus')
    if (options.evidence > 0) {
      const evidence = await evaluateEvidence(corpus, asked, options.evidence)
      return await print({ evidence }, () => renderEvidenceCheck(asked, evidence))
    }
    const others = options.model === undefined ? listModels() : ['linear-en', SENTIMENT]
    const models = [asked, ...others.filter((id) => id !== asked)]
    context.log.info(
      `labelling the corpus with ${models.join(', ')} and naive Bayes; all models take two to three minutes`,
    )
    const evaluations = await evaluateCorpus(corpus, models, { controls: [loadBayesControl()] })
    if (figures !== undefined) {
      const kept = await mergeFigures(figures, evaluations)
      await writeText(
        figures,
        renderModelFigures(kept),
        `${kept.sets.length} sets of figures of ${asked}`,
        context,
      )
    }
    await print({ evaluations }, () =>
      evaluations
        .map(
          (each) =>
            `${renderEvaluation(each, STANCE_SCHEME)}${renderContrast(each.models)}${each.models.map(renderControls).join('')}`,
        )
        .join('\n'),
    )
  },
)

/**
 * Merges newly measured figures of a model into those of a file. New sets replace sets of the same
 * name.
 */
async function mergeFigures(
  path: string,
  evaluations: readonly Evaluation[],
): Promise<ModelFigures> {
  const { model, sets } = toFigures(evaluations)
  const { sets: before = [], training } = existsSync(path)
    ? parseModelFigures(await readInput(path), path)
    : {}
  const measured = sets.map((set) => {
    const labels = before.find(({ on }) => on === set.on)?.labels
    return labels === undefined ? set : { ...set, labels }
  })
  const others = before.filter(({ on }) => sets.every((set) => set.on !== on))
  return {
    schema: FIGURES_SCHEMA,
    model,
    ...(training !== undefined && { training }),
    sets: [...others, ...measured],
  }
}
