import { PipelineError } from '../../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import type { Thread } from '../../../base/thread/thread.js'
import { givenLabelsOf } from '../../../count/audit/settle-labels.js'
import type { LearntModel } from '../../../judge/learn/cross-fitted-labels.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { readGivenAudit } from '../input/read-audited.js'
import type { CommandContext } from '../kit/command.js'
import type { ClassifyOptions } from './classify-options.js'

/** Trains a model on the labels of an audit, once the threads are known. */
type TrainOnLabels = (
  pipeline: Pipeline<string>,
  threads: Iterable<Thread> | AsyncIterable<Thread>,
) => Promise<LearntModel>

/** Reads the labels of `--learn`. @returns null without the option */
export async function readTraining(
  { learn: path }: Pick<ClassifyOptions, 'learn'>,
  { scheme }: Pick<StanceClassifier, 'scheme'>,
  context: CommandContext,
): Promise<TrainOnLabels | null> {
  if (path === undefined) return null
  const { log } = context
  const audit = await readGivenAudit(path, context)
  const auditScheme = audit.design.scheme
  checkSchemeTag(auditScheme ? schemeTag(auditScheme) : null, scheme, path)
  const labels = givenLabelsOf(audit, audit.sha256)
  return async (pipeline, threads) => {
    const { learnt, deals } = await pipeline.learn(threads, labels).catch((cause: unknown) => {
      if (!(cause instanceof PipelineError)) throw cause
      throw new PipelineError(cause.code, `${path}: ${cause.message}`, {
        context: cause.context,
        cause,
      })
    })
    const taught = deals
      .filter(({ labelCount }) => labelCount > 0)
      .map(({ dealId, labelCount }) => `${dealId ?? 'no deal'} ${formatNumber(labelCount)}`)
    const unreadCount = deals.reduce(
      (total, { labelCount }) => total + labelCount,
      -learnt.record.labelCount,
    )
    const unread =
      unreadCount === 0
        ? ''
        : `; ${formatCount(unreadCount, 'label')} of posts that the model does not read taught it nothing`
    log.info(
      `learnt ${formatCount(learnt.record.labelCount, 'label')} of ${path}: ${taught.join(', ')}${unread}`,
    )
    const others = deals.filter(({ labelCount }) => labelCount === 0)
    if (others.length > 0) {
      const listed = others.map(
        ({ dealId, judgementCount }) =>
          `${dealId ?? 'no deal'} (${formatCount(judgementCount, 'post')})`,
      )
      log.warn(`no label on ${listed.join(', ')}: the labels on other deals are used there`)
    }
    return learnt
  }
}
