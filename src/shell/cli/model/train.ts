import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { checkSchemeTag, isSameScheme, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { assignFolds, type LabelledPost, type LabelledPosts, takeLabels } from '../../../count/evaluate/labelled/labelled-post.js'
import { type ScoredLabels, takeScoredLabels } from '../../../count/evaluate/labelled/take-scored-labels.js'
import { type OwnModel, trainOwnHead, trainOwnModel } from '../../../count/evaluate/labelled/train-own-model.js'
import { findDuplicates } from '../../../judge/find-duplicates.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { type AuditFile, readAudit } from '../../node/audit/read-audit.js'
import { loadModel } from '../../node/model/load-model.js'
import { checkModelFolder, describeWordRuntime, ownModelId, readFileFacts, writeOwnModel } from '../../node/model/write-own-model.js'
import { checkAuditMatches, readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { checkPaths, INGEST_OPTIONS } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, INTEGER, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import type { Log } from '../kit/log.js'
import { withOutput } from '../kit/write-output.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/counting-options.js'
import { LABEL_FIELD, readLabelled } from './read-labelled.js'

/** The encoder that heads are trained on. */
const ENCODER = 'encoder-en'

/** Options of train that learn from labelled or scored posts. */
export const TRAIN_OPTIONS = {
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
    regularisation: { type: 'number', value: 'C', low: 1e-6, high: 1e6, help: 'instead of the one that cross-validation finds' },
    ...INGEST_OPTIONS,
  }),
  from: { type: 'list', value: 'SCORED', help: 'scored posts, to train on their labels (repeatable)' },
  ...underTopic('Learning from scored posts', {
    labels: { type: 'text', value: 'FILE', help: 'hand labels of audit --suggest; they override the others' },
    'by-hand-alone': { type: 'flag', help: 'leave out what no person labelled' },
  }),
  out: { type: 'text', value: 'DIR', help: 'folder of your model' },
} as const satisfies OptionTable

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/

type TrainOptions = OptionValues<typeof TRAIN_OPTIONS>

export const train = defineCommand({
  name: 'train',
  summary:
    'Trains a model (linear, or a head on the encoder) on your own labelled posts (--posts) or on scored ones (--from), and measures it on unseen posts.',
  inputs: null,
  options: TRAIN_OPTIONS,
  examples: [
    'npm run train -- --scheme scheme.json --posts labelled.csv --out my-model',
    'npm run train -- --from scored.jsonl --out my-model',
    'npm run train -- --posts labelled.csv --on encoder-en --out my-head',
  ],
  notes: 'It takes seconds for a few hundred posts, minutes for ten thousand.',
  run: async (options, _paths, context) => {
    if (!(await trainOnPosts(options, context))) throw usageError('expected --posts FILE or --from SCORED, got neither. See --help.')
  },
})

/** Labelled posts, and where they come from. */
interface Lesson {
  readonly labelled: LabelledPosts
  readonly scheme: StanceScheme
  /** Origin of the labels, in a sentence; null when they are those of the posts. */
  readonly labelSource: string | null
  /** Whether a model gave some of the labels. */
  readonly isRepeating: boolean
  /** The options that name the inputs, for the command that reproduces the model. */
  readonly inputs: readonly string[]
  /** Files of the posts and labels. */
  readonly paths: readonly string[]
}

/** Trains on the posts that the options name, if any; writes the model folder, and prints its figures. @returns whether the options name posts */
export async function trainOnPosts(options: TrainOptions, context: CommandContext): Promise<boolean> {
  if (options.from.length + options.posts.length === 0) {
    const isAlone = options.labels !== undefined || options['by-hand-alone']
    if (!isAlone && options.scheme === undefined) return false
    if (!isAlone) throw usageError('expected --scheme together with --posts FILE or --from SCORED, got it alone. See --help.')
  }
  const folder = checkOptions(options)
  const { io, log } = context
  const id = ownModelId(folder)
  checkModelFolder(folder)
  const lesson = await (options.from.length > 0 ? readScoredLesson(options, context) : readOwnLesson(options, context))
  const { labelled, scheme, labelSource, paths } = lesson
  const { posts, unlabelledCount } = labelled
  log.info(`${formatCount(posts.length, 'labelled post')}${unlabelledCount > 0 ? `, ${unlabelledCount} without a label left out` : ''}`)
  const { language, folds: foldCount, group } = options
  const settings = {
    id,
    scheme,
    language,
    foldCount,
    ...(group !== undefined && { grouping: group }),
    ...(options.regularisation !== undefined && { inverseRegularisation: options.regularisation }),
  }
  const print = (line: string): void => log.info(line)
  const encoder = options.on === undefined ? null : loadModel(options.on)
  const own = encoder === null ? trainOwnModel(posts, settings, print) : await trainOwnHead(posts, settings, encoder, print)
  warnOfRepeats(posts, own, log)
  const files = readFileFacts(paths.filter((path) => path !== '-'))
  const command = commandOf(lesson, options, folder, own.inverseRegularisation)
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
  if (lesson.isRepeating) {
    log.warn(
      'the figures say how well the new model repeats the labels that it learnt from, their mistakes among them: only labels by hand say how often both are wrong',
    )
  }
  return true
}

async function readOwnLesson(options: TrainOptions, context: CommandContext): Promise<Lesson> {
  const { posts: paths, language } = options
  const scheme = await readSchemeOption(options.scheme)
  const { threads, labelField } = await readLabelled(paths, options, scheme, context)
  const labelled = takeLabels(threads, { scheme, language, labelField })
  return { labelled, scheme, labelSource: null, isRepeating: false, inputs: paths.map((path) => `--posts ${path}`), paths }
}

/** Labels of a larger model, and hand labels of suggested posts. */
async function readScoredLesson(options: TrainOptions, { io, log }: CommandContext): Promise<Lesson> {
  const { from, labels: path, language, 'by-hand-alone': isByHandAlone } = options
  const byHand = path === undefined ? null : { path, audit: await readSuggested(path) }
  const ownScheme = byHand?.audit.design.scheme
  const scheme = options.scheme === undefined && ownScheme !== undefined ? ownScheme : await readSchemeOption(options.scheme)
  if (byHand !== null) checkSchemeTag(ownScheme ? schemeTag(ownScheme) : null, scheme, byHand.path)
  const scored = await readAuditPosts(from, { stdin: io.stdin, scheme })
  if (byHand !== null) checkAuditMatches(byHand.audit.design, scored, byHand.path)
  const labelled = takeScoredLabels(scored.posts, { scheme, language, audit: byHand?.audit ?? null, isByHandAlone })
  const labelSource = sourceOf(labelled, scored.posts, byHand)
  log.info(labelSource)
  const inputs = [
    ...from.map((each) => `--from ${each}`),
    ...(byHand === null ? [] : [`--labels ${byHand.path}`]),
    ...(isByHandAlone ? ['--by-hand-alone'] : []),
  ]
  const paths = [...from, ...(byHand === null ? [] : [byHand.path])]
  return { labelled, scheme, labelSource, isRepeating: labelled.byModelCount > 0, inputs, paths }
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

function commandOf({ scheme, inputs }: Lesson, options: TrainOptions, folder: string, regularisation: number): string {
  const own = isSameScheme(scheme, STANCE_SCHEME) ? '' : ` --scheme ${folder}/scheme.json`
  const on = options.on === undefined ? '' : ` --on ${options.on}`
  const language = options.language === 'en' ? '' : ` --language ${options.language}`
  const group = options.group === undefined ? '' : ` --group ${options.group}`
  const folds = options.folds === 5 ? '' : ` --folds ${options.folds}`
  return `npm run train --${own} ${inputs.join(' ')}${on}${language}${group}${folds} --regularisation ${regularisation} --out ${folder}`
}

/** @returns the folder of the model */
function checkOptions(options: TrainOptions): string {
  const { out, language, posts, from, on } = options
  if (from.length > 0) {
    if (posts.length > 0) throw usageError('expected --from SCORED or --posts FILE, got both. Train on one, or join the files.')
    if (options['by-hand-alone'] && options.labels === undefined) {
      throw usageError('expected --by-hand-alone together with --labels FILE, got it alone. See --help-all.')
    }
  } else if (options.labels !== undefined || options['by-hand-alone']) {
    throw usageError('expected --labels together with --from SCORED, got it alone. See --help-all.')
  }
  checkPaths([...from, ...posts])
  if (out === undefined || out === '-') throw usageError('expected --out with the folder of the new model, got none. See --help.')
  if (!LANGUAGE.test(language)) throw usageError(`expected --language as a tag such as en, de or zh-Hant, got "${language}". See --help.`)
  if (on !== undefined && language !== 'en')
    throw usageError(`expected --on ${on} with English posts, got --language ${language}. Leave one out.`)
  return out
}

async function readSuggested(path: string): Promise<AuditFile> {
  const audit = await readAudit(path)
  if (audit.design.method === 'suggested') return audit
  const message = `${path}: expected labels of suggested posts (audit --suggest), got those of a random sample, which estimates shares: a model that learnt from the sample's own posts answers them better than the others, and the estimate would be wrong. Let the model that scored them learn them, each judged without its own label: classify --learn ${path}; or label suggested posts to train on.`
  throw new PipelineError('AUDIT_IS_SAMPLE', message, { context: { path } })
}

function sourceOf(
  { byHandCount, byModelCount }: ScoredLabels,
  posts: readonly ScoredPost[],
  byHand: { readonly path: string; readonly audit: AuditFile } | null,
): string {
  const models = [...new Set(posts.map(({ model }) => model))].sort().join(', ')
  const coders = [...new Set((byHand?.audit.labels ?? []).map(({ coder }) => coder))].sort().join(', ')
  const parts = [
    ...(byModelCount > 0 ? [`${byModelCount} labels are those of ${models}, each with the weight of its probability`] : []),
    ...(byHand !== null && byHandCount > 0
      ? [`${byHandCount} were given by hand (${basename(byHand.path)}, by ${coders}) to posts suggested for learning`]
      : []),
  ]
  return parts.join('; ')
}
