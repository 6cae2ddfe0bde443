import { join } from 'node:path'
import { isSameScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { assignFolds, takeLabels } from '../../../count/evaluate/labelled-post.js'
import { trainOwnHead, trainOwnModel } from '../../../count/evaluate/train-own-model.js'
import { describeIntervals, renderFigure } from '../../../say/evaluate/render-evaluation.js'
import { shellWord } from '../../../say/format/display-width.js'
import { loadModel } from '../../node/model/load-model.js'
import {
  checkModelFolder,
  ownModelId,
  readFileFacts,
  writeOwnModel,
} from '../../node/model/write-own-model.js'
import { readSchemeOption, SCHEME_OPTION } from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import {
  type CommandContext,
  givenWords,
  type OptionTable,
  type OptionValues,
  usageError,
} from '../kit/command.js'
import { showSteps } from '../kit/progress.js'
import { commandOf, print } from '../kit/run-command.js'
import { LABELLED_COLUMNS, readLabelled, warnOfRepeats } from './read-labelled.js'

export const TRAIN_OPTIONS = {
  posts: { type: 'list', value: 'FILE', help: 'labelled posts of any form (repeatable)' },
  out: { type: 'text', value: 'DIR', help: 'folder of your model' },
  ...LABELLED_COLUMNS,
  ...SCHEME_OPTION,
  language: {
    type: 'text',
    value: 'TAG',
    default: 'en',
    help: 'language of the posts: de, es, ja, ar, …',
  },
  on: {
    type: 'choice',
    choices: ['stance-en'],
    help: 'a head on the encoder instead of a linear model; English',
  },
} as const satisfies OptionTable

type TrainOptions = OptionValues<typeof TRAIN_OPTIONS>

export const train = commandOf(
  {
    name: 'train',
    summary:
      'Trains a model (linear, or a head on the encoder) on your own labelled posts (--posts), and measures it on unseen posts.',
    inputs: null,
    options: TRAIN_OPTIONS,
    examples: [
      '--scheme scheme.json --posts posts.csv --out mine',
      '--posts labelled.csv --on stance-en --out my-head',
    ],
    notes: 'Training takes seconds for a few hundred posts, and minutes for ten thousand.',
  },
  async (options, _paths, context) => {
    if (!(await trainOnPosts(options, context)))
      throw usageError('expected --posts FILE, got none. See --help.')
  },
)

/**
 * Trains on the posts that the options name, if any; writes the model folder, and prints its
 * figures.
 *
 * @returns whether the options name posts
 */
export async function trainOnPosts(
  options: TrainOptions,
  context: CommandContext,
): Promise<boolean> {
  const { posts: paths, language, out: folder, on } = options
  if (paths.length === 0) return false
  checkPaths(paths)
  if (folder === undefined || folder === '-')
    throw usageError('expected --out with the folder of the new model, got none. See --help.')
  if (!/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,20}$/.test(language))
    throw usageError(
      `expected --language as a tag such as en, de or zh-Hant, got "${language}". See --help.`,
    )
  if (on !== undefined && language !== 'en')
    throw usageError(
      `expected --on ${on} with English posts, got --language ${language}. Leave one out.`,
    )
  const { io, log } = context
  const id = ownModelId(folder)
  checkModelFolder(folder)
  const scheme = await readSchemeOption(options.scheme)
  const { threads, placeOf, labelField } = await readLabelled(
    paths,
    options.columns,
    scheme,
    context,
  )
  const { posts, unlabelledCount } = takeLabels(threads, { scheme, language, labelField, placeOf })
  log.info(
    `${formatCount(posts.length, 'labelled post')}${unlabelledCount > 0 ? `, ${formatNumber(unlabelledCount)} without a label left out` : ''}`,
  )
  const settings = {
    id,
    scheme,
    language,
    onFold: showSteps(context, { unit: 'models trained', next: 'now the last one' }),
  }
  const say = (line: string): void => log.info(line)
  const encoder = on === undefined ? null : loadModel(on)
  const trained =
    encoder === null
      ? trainOwnModel(posts, settings, say)
      : await trainOwnHead(posts, settings, encoder, say)
  const groups = trained.predictions.map(({ clusterId }) => clusterId)
  const foldOf = assignFolds(groups, trained.foldCount)
  warnOfRepeats(
    posts.map(({ post }) => post),
    groups.map((name) => foldOf.get(name)),
    { kind: 'part of the test', fault: 'the figures are too good' },
    context,
  )
  const files = readFileFacts(paths.filter((path) => path !== '-'))
  const ownScheme = isSameScheme(scheme, STANCE_SCHEME) ? undefined : join(folder, 'scheme.json')
  const command = `dealstance train ${givenWords({ ...options, scheme: ownScheme }, TRAIN_OPTIONS)
    .map(shellWord)
    .join(' ')}`
  // The versions that determine word segmentation in languages except English.
  const runtime = `ICU ${process.versions['icu']}, Unicode ${process.versions['unicode']}`
  writeOwnModel(folder, trained, { files, runtime, command })
  const measured = trained.evaluation.models[0]?.measurement
  const { macroF1 } = trained.majority
  const lines = [
    `${id}: macro-F1 ${measured ? renderFigure(measured.macroF1) : ''}, always the most frequent label ${macroF1.value.toFixed(3)}`,
    `${trained.evaluation.on}; ${describeIntervals(trained.groupCount, `${trained.grouping}s`)}; F1 ${scheme.labels.map((label, index) => `${label} ${measured?.f1[index]?.toFixed(3)}`).join(', ')}`,
  ]
  await print(`${lines.join('\n')}\n`, io)
  if ((measured?.macroF1.low ?? measured?.macroF1.value ?? 0) <= macroF1.value) {
    log.warn(
      'the model is not surely better than always giving the most frequent label: label more posts before you use it',
    )
  }
  log.info(
    `model written to ${folder}: use it with --model ${folder}. Its counts are no estimates until a random sample is labelled by hand (audit).`,
  )
  return true
}
