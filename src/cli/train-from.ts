import { basename } from 'node:path'
import { type Audit, checkSchemeTag, PipelineError, type ScoredPost, schemeTag } from '../index.js'
import { checkAuditMatches, checkModelFolder, ownModelId, readAudit, readAuditPosts, type ScoredLabels, takeScoredLabels } from '../node.js'
import { type CommandContext, type OptionTable, type OptionValues, underTopic } from './command.js'
import { checkPaths } from './read-inputs.js'
import { readSchemeOption } from './scheme-option.js'
import { checkOwnOptions, type OwnOptions, trainOn } from './train-own.js'

/** Options of train for a model that learns from scored posts. */
export const FROM_OPTIONS = {
  from: { type: 'list', value: 'SCORED', help: 'scored posts, to train on their labels (repeatable)' },
  ...underTopic('Learning from scored posts', {
    labels: { type: 'text', value: 'FILE', help: 'labels by hand of audit --suggest; they stand before the others' },
    'by-hand-alone': { type: 'flag', help: 'leave out what no person labelled' },
  }),
} as const satisfies OptionTable

export type FromOptions = OwnOptions & OptionValues<typeof FROM_OPTIONS>

/**
 * Trains a linear model on the labels of scored posts: those of a larger model, and those that people gave to suggested ones.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID`, `AUDIT_IS_SAMPLE` for labels of a random sample, `TRAIN_DATA_INVALID`, and what reading
 *   scored posts and audits throws
 */
export async function trainFrom(options: FromOptions, context: CommandContext): Promise<void> {
  const { labels: labelPath, 'by-hand-alone': isByHandAlone } = options
  if (options.posts.length > 0) {
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected --from SCORED or --posts FILE, got both. Train on one, or join the files.')
  }
  if (isByHandAlone && labelPath === undefined) {
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected --by-hand-alone together with --labels FILE, got it alone. See --help-all.')
  }
  checkPaths(options.from)
  const { folder, regularisation } = checkOwnOptions({ ...options, posts: options.from })
  const id = ownModelId(folder)
  checkModelFolder(folder)
  const audit = labelPath === undefined ? null : await readSuggested(labelPath)
  const scheme =
    options.scheme === undefined && audit?.design.scheme !== undefined ? audit.design.scheme : await readSchemeOption(options.scheme)
  if (labelPath !== undefined && audit !== null)
    checkSchemeTag(audit.design.scheme ? schemeTag(audit.design.scheme) : null, scheme, labelPath)
  const { posts, sha256 } = await readAuditPosts(options.from, { stdin: context.io.stdin, scheme })
  if (labelPath !== undefined && audit !== null) checkAuditMatches(audit.design, sha256, labelPath)
  const labelled = takeScoredLabels(posts, { scheme, language: options.language, audit, isByHandAlone })
  const labelSource = sourceOf(labelled, posts, audit, labelPath)
  context.log.info(labelSource)
  const inputs = [
    ...options.from.map((path) => `--from ${path}`),
    ...(labelPath === undefined ? [] : [`--labels ${labelPath}`]),
    ...(isByHandAlone ? ['--by-hand-alone'] : []),
  ]
  const paths = [...options.from, ...(labelPath === undefined ? [] : [labelPath])]
  await trainOn(labelled, { id, folder, scheme, regularisation, labelSource, inputs, paths, options }, context)
  if (labelled.byModelCount > 0) {
    context.log.warn(
      'the figures say how well the new model repeats the labels that it learnt from, their mistakes among them: only labels by hand say how often both are wrong',
    )
  }
}

/** @throws {PipelineError} `AUDIT_IS_SAMPLE` */
async function readSuggested(path: string): Promise<Audit> {
  const audit = await readAudit(path)
  if (audit.design.method === 'suggested') return audit
  throw new PipelineError(
    'AUDIT_IS_SAMPLE',
    `${path}: expected labels of suggested posts (audit --suggest), got those of a random sample, which estimates shares: a model that learnt from the sample's own posts answers them better than the others, and the estimate would be wrong. Label suggested posts to train on.`,
    { context: { path } },
  )
}

function sourceOf(
  { byHandCount, byModelCount }: ScoredLabels,
  posts: readonly ScoredPost[],
  audit: Audit | null,
  path: string | undefined,
): string {
  const models = [...new Set(posts.map(({ model }) => model))].sort().join(', ')
  const coders = [...new Set((audit?.labels ?? []).map(({ coder }) => coder))].sort().join(', ')
  const parts = [
    ...(byModelCount > 0 ? [`${byModelCount} labels are those of ${models}, each with the weight of its probability`] : []),
    ...(byHandCount > 0
      ? [`${byHandCount} were given by hand (${basename(path ?? '')}, by ${coders}) to posts suggested for learning`]
      : []),
  ]
  return parts.join('; ')
}
