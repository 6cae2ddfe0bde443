import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import type { Audit } from '../../../count/audit/audit.js'
import { type ScoredLabels, takeScoredLabels } from '../../../count/evaluate/labelled/take-scored-labels.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { readAudit } from '../../node/audit/read-audit.js'
import { checkModelFolder, ownModelId } from '../../node/model/write-own-model.js'
import { checkAuditMatches, readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { checkPaths } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { readSchemeOption } from '../options/counting-options.js'
import { checkOwnOptions, OWN_OPTIONS, type OwnOptions, trainOn, trainOwn } from './train-own.js'

/** Options of train that learn from scored posts. */
const FROM_OPTIONS = {
  from: { type: 'list', value: 'SCORED', help: 'scored posts, to train on their labels (repeatable)' },
  ...underTopic('Learning from scored posts', {
    labels: { type: 'text', value: 'FILE', help: 'hand labels of audit --suggest; they override the others' },
    'by-hand-alone': { type: 'flag', help: 'leave out what no person labelled' },
  }),
} as const satisfies OptionTable

export const TRAIN_OPTIONS = {
  ...OWN_OPTIONS,
  ...FROM_OPTIONS,
  out: { type: 'text', value: 'DIR', help: 'folder of your model' },
} as const satisfies OptionTable

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

/** Trains on the posts that the options name, if any. @returns whether the options name posts */
export async function trainOnPosts(options: OptionValues<typeof TRAIN_OPTIONS>, context: CommandContext): Promise<boolean> {
  if (options.from.length > 0) {
    await trainFrom(options, context)
    return true
  }
  if (options.labels !== undefined || options['by-hand-alone']) {
    throw usageError('expected --labels together with --from SCORED, got it alone. See --help-all.')
  }
  if (options.posts.length > 0) {
    await trainOwn(options, context)
    return true
  }
  if (options.scheme !== undefined) {
    throw usageError('expected --scheme together with --posts FILE or --from SCORED, got it alone. See --help.')
  }
  return false
}

type FromOptions = OwnOptions & OptionValues<typeof FROM_OPTIONS>

/** Trains a linear model on scored posts: on the labels of a larger model, and on hand labels of suggested posts. */
async function trainFrom(options: FromOptions, context: CommandContext): Promise<void> {
  const { labels: labelPath, 'by-hand-alone': isByHandAlone } = options
  if (options.posts.length > 0) {
    throw usageError('expected --from SCORED or --posts FILE, got both. Train on one, or join the files.')
  }
  if (isByHandAlone && labelPath === undefined) {
    throw usageError('expected --by-hand-alone together with --labels FILE, got it alone. See --help-all.')
  }
  checkPaths(options.from)
  const { folder, regularisation } = checkOwnOptions({ ...options, posts: options.from })
  const id = ownModelId(folder)
  checkModelFolder(folder)
  const byHand = labelPath === undefined ? null : await readSuggested(labelPath)
  const ownScheme = byHand?.audit.design.scheme
  const scheme = options.scheme === undefined && ownScheme !== undefined ? ownScheme : await readSchemeOption(options.scheme)
  if (byHand !== null) checkSchemeTag(ownScheme ? schemeTag(ownScheme) : null, scheme, byHand.path)
  const scored = await readAuditPosts(options.from, { stdin: context.io.stdin, scheme })
  const { posts } = scored
  if (byHand !== null) checkAuditMatches(byHand.audit.design, scored, byHand.path)
  const labelled = takeScoredLabels(posts, { scheme, language: options.language, audit: byHand?.audit ?? null, isByHandAlone })
  const labelSource = sourceOf(labelled, posts, byHand)
  context.log.info(labelSource)
  const inputs = [
    ...options.from.map((path) => `--from ${path}`),
    ...(byHand === null ? [] : [`--labels ${byHand.path}`]),
    ...(isByHandAlone ? ['--by-hand-alone'] : []),
  ]
  const paths = [...options.from, ...(byHand === null ? [] : [byHand.path])]
  await trainOn(labelled, { id, folder, scheme, regularisation, labelSource, inputs, paths, options }, context)
  if (labelled.byModelCount > 0) {
    context.log.warn(
      'the figures say how well the new model repeats the labels that it learnt from, their mistakes among them: only labels by hand say how often both are wrong',
    )
  }
}

/** Hand labels of suggested posts, and their file. */
interface LabelsByHand {
  readonly path: string
  readonly audit: Audit
}

async function readSuggested(path: string): Promise<LabelsByHand> {
  const audit = await readAudit(path)
  if (audit.design.method === 'suggested') return { path, audit }
  const message = `${path}: expected labels of suggested posts (audit --suggest), got those of a random sample, which estimates shares: a model that learnt from the sample's own posts answers them better than the others, and the estimate would be wrong. Let the model that scored them learn them, each judged without its own label: classify --learn ${path}; or label suggested posts to train on.`
  throw new PipelineError('AUDIT_IS_SAMPLE', message, { context: { path } })
}

function sourceOf({ byHandCount, byModelCount }: ScoredLabels, posts: readonly ScoredPost[], byHand: LabelsByHand | null): string {
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
