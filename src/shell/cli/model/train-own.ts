import { isSameScheme } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { assignFolds, type LabelledPost, type LabelledPosts, takeLabels } from '../../../count/evaluate/labelled/labelled-post.js'
import { type OwnModel, trainOwnHead, trainOwnModel } from '../../../count/evaluate/labelled/train-own-model.js'
import { findDuplicates } from '../../../judge/find-duplicates.js'
import { loadModel } from '../../node/model/load-model.js'
import { checkModelFolder, describeWordRuntime, ownModelId, readFileFacts, writeOwnModel } from '../../node/model/write-own-model.js'
import { INGEST_OPTIONS } from '../input/read-inputs.js'
import { type CommandContext, INTEGER, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import type { Log } from '../kit/log.js'
import { withOutput } from '../kit/write-output.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/counting-options.js'
import { LABEL_FIELD, readLabelled } from './read-labelled.js'

/** The encoder that heads are trained on. */
const ENCODER = 'encoder-en'

/** Options of train that learn from labelled posts. */
export const OWN_OPTIONS = {
  ...SCHEME_OPTION,
  posts: { type: 'list', value: 'FILE', help: 'labelled posts of any form, to train a model of your own (repeatable)' },
  ...underTopic('Your own model', {
    'label-field': {
      type: 'text',
      value: 'NAME',
      default: LABEL_FIELD,
      help: 'field or column that holds the label; default: label, or the one that holds them',
    },
    on: { type: 'choice', choices: [ENCODER], help: 'a head on the encoder instead of a linear model; English' },
    language: { type: 'text', value: 'TAG', default: 'en', help: 'of the posts: de, es, ja, ar, …' },
    group: { type: 'text', value: 'BY', help: 'tested on others: deal, thread, post or a field' },
    folds: { ...INTEGER, value: 'N', default: 5, low: 2, high: 20, help: 'parts of the cross-validation' },
    regularisation: { type: 'text', value: 'C', help: 'instead of the one that cross-validation finds' },
    ...INGEST_OPTIONS,
  }),
} as const satisfies OptionTable

export type OwnOptions = OptionValues<typeof OWN_OPTIONS> & { readonly out?: string | undefined }

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/

/** Trains a linear model on the user's labelled posts and writes it to a folder, with its figures. */
export async function trainOwn(options: OwnOptions, context: CommandContext): Promise<void> {
  const { folder, regularisation } = checkOwnOptions(options)
  const id = ownModelId(folder)
  checkModelFolder(folder)
  const scheme = await readSchemeOption(options.scheme)
  const { threads, labelField } = await readLabelled(options.posts, options, scheme, context)
  const labelled = takeLabels(threads, { scheme, language: options.language, labelField })
  const inputs = options.posts.map((path) => `--posts ${path}`)
  await trainOn(labelled, { id, folder, scheme, regularisation, labelSource: null, inputs, paths: options.posts, options }, context)
}

interface TrainingPlan {
  readonly id: string
  readonly folder: string
  readonly scheme: StanceScheme
  readonly regularisation: number | null
  /** Origin of the labels, in a sentence; null when they are those of the posts. */
  readonly labelSource: string | null
  /** The options that name the inputs, for the command that reproduces the model. */
  readonly inputs: readonly string[]
  /** Files of the posts and labels. */
  readonly paths: readonly string[]
  readonly options: Pick<OwnOptions, 'language' | 'group' | 'folds' | 'on'>
}

/** Trains on labelled posts, writes the model folder, and prints its figures. */
export async function trainOn(
  { posts, unlabelledCount }: LabelledPosts,
  training: TrainingPlan,
  { io, log }: CommandContext,
): Promise<void> {
  const { id, folder, scheme, regularisation, labelSource, paths, options } = training
  log.info(`${formatCount(posts.length, 'labelled post')}${unlabelledCount > 0 ? `, ${unlabelledCount} without a label left out` : ''}`)
  const { language, folds: foldCount, group } = options
  const settings = {
    id,
    scheme,
    language,
    foldCount,
    ...(group !== undefined && { grouping: group }),
    ...(regularisation !== null && { inverseRegularisation: regularisation }),
  }
  const print = (line: string): void => log.info(line)
  const encoder = options.on === undefined ? null : loadModel(options.on)
  const own = encoder === null ? trainOwnModel(posts, settings, print) : await trainOwnHead(posts, settings, encoder, print)
  warnOfRepeats(posts, own, log)
  const files = readFileFacts(paths.filter((path) => path !== '-'))
  const command = commandOf(training, own.inverseRegularisation)
  writeOwnModel(folder, own, { files, labelSource, runtime: describeWordRuntime(), command })
  const measured = own.evaluation.models[0]?.measurement
  const { macroF1 } = own.majority
  const lines = [
    `${id}: macro-F1 ${measured?.macroF1.value.toFixed(3)} [${measured?.macroF1.low.toFixed(3)}, ${measured?.macroF1.high.toFixed(3)}], always the most frequent label ${macroF1.value.toFixed(3)}`,
    `${own.evaluation.on}; F1 ${scheme.labels.map((label, index) => `${label} ${measured?.f1[index]?.toFixed(3)}`).join(', ')}`,
  ]
  await withOutput(null, io, (output) => output.write(`${lines.join('\n')}\n`))
  if ((measured?.macroF1.low ?? 0) <= macroF1.value) {
    log.warn('the model is not surely better than always giving the most frequent label: label more posts before it is used')
  }
  log.info(
    `model written to ${folder}: use it with --model ${folder}. Its counts are no estimates until a random sample is labelled by hand (audit).`,
  )
}

/** Pairs of posts that are named. */
const NAMED_COUNT = 3

/** Says which posts repeat one that the model saw, so that its figures are too good. */
function warnOfRepeats(
  posts: LabelledPosts['posts'],
  { predictions, foldCount }: Pick<OwnModel, 'predictions' | 'foldCount'>,
  log: Log,
): void {
  const groups = predictions.map(({ clusterId }) => clusterId)
  const foldOf = assignFolds(groups, foldCount)
  const folds = new Map(posts.map(({ post: { threadId, id } }, index) => [`${threadId}/${id}`, foldOf.get(groups[index] ?? '')]))
  const pairs = findDuplicates(posts.map(({ post }) => post)).flatMap((original, index) => {
    const { id, threadId } = (posts[index] as LabelledPost).post
    // The name of the original begins with its thread where that is another.
    const [own, other] = [folds.get(`${threadId}/${id}`), folds.get(`${threadId}/${original}`) ?? folds.get(original ?? '')]
    return original === null || other === undefined || other === own ? [] : [`${id} like ${original}`]
  })
  if (pairs.length === 0) return
  const more = pairs.length > NAMED_COUNT ? ', …' : ''
  log.warn(
    `${formatCount(pairs.length, 'post')} nearly repeat one of another part of the test (${pairs.slice(0, NAMED_COUNT).join(', ')}${more}): the figures are too good. Leave repeats out, or keep them together with --group FIELD.`,
  )
}

function commandOf({ scheme, inputs, folder, options }: TrainingPlan, regularisation: number): string {
  const own = isSameScheme(scheme, STANCE_SCHEME) ? '' : ` --scheme ${folder}/scheme.json`
  const on = options.on === undefined ? '' : ` --on ${options.on}`
  const language = options.language === 'en' ? '' : ` --language ${options.language}`
  const group = options.group === undefined ? '' : ` --group ${options.group}`
  const folds = options.folds === 5 ? '' : ` --folds ${options.folds}`
  return `npm run train --${own} ${inputs.join(' ')}${on}${language}${group}${folds} --regularisation ${regularisation} --out ${folder}`
}

export function checkOwnOptions(options: OwnOptions): { folder: string; regularisation: number | null } {
  const { out, language, regularisation, posts, on } = options
  if (posts.filter((path) => path === '-').length > 1) throw usageError('expected stdin (-) once, got it twice. It can be read only once.')
  if (out === undefined || out === '-') throw usageError('expected --out with the folder of the new model, got none. See --help.')
  if (!LANGUAGE.test(language)) throw usageError(`expected --language as a tag such as en, de or zh-Hant, got "${language}". See --help.`)
  if (on !== undefined && language !== 'en')
    throw usageError(`expected --on ${on} with English posts, got --language ${language}. Leave one out.`)
  if (regularisation === undefined) return { folder: out, regularisation: null }
  const strength = /^\d+(?:\.\d+)?$/.test(regularisation) ? Number(regularisation) : Number.NaN
  if (!(strength > 0 && strength <= 1e6))
    throw usageError(`expected --regularisation as a number above 0 and at most 1000000, got "${regularisation}".`)
  return { folder: out, regularisation: strength }
}
