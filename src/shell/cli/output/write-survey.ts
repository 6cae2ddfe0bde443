import { basename } from 'node:path'
import { formatCount } from '../../../base/text/format-count.js'
import type { AggregateInput } from '../../../count/aggregate.js'
import { asDrawn } from '../../../count/audit/drawn-record.js'
import { sortPopulation } from '../../../count/audit/population.js'
import { listSurveyRows } from '../../../count/audited/list-survey-rows.js'
import { countedPosts } from '../../../count/counter/select-posts.js'
import { renderSurveyCsv, renderSurveyScript } from '../../../say/rows/render-survey.js'
import { readAudited } from '../input/read-audited.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import type { countingOf } from '../options/counting-options.js'

/** The R script beside the CSV; none beside stdout. */
export const surveyScriptOf = (out: string | undefined): string | undefined =>
  out === undefined || out === '-' ? undefined : `${out.replace(/\.csv$/i, '')}.R`

/** Writes the audited sample for a survey package, with the R that gives the quoted estimate. */
export async function writeSurvey(
  paths: readonly string[],
  { audit: auditPath, out }: { readonly [Name in 'audit' | 'out']: string | undefined },
  { scheme, options }: { readonly scheme: AggregateInput['scheme']; readonly options: ReturnType<typeof countingOf> },
  context: CommandContext,
): Promise<void> {
  const { io, log } = context
  if (auditPath === undefined)
    throw usageError('expected --format survey with --audit FILE, got no audit. See --help.', { option: 'format' })
  const { posts: scored, audit } = await readAudited(paths, auditPath, scheme, 'aggregate', context)
  const { population } = asDrawn(sortPopulation(scored), audit.design)
  const counted = new Set(countedPosts(population.posts, options))
  const rows = listSurveyRows(population, { audit, scheme, isCounted: (post) => counted.has(post) })
  await withOutput(out ?? null, io, (output) => output.write(renderSurveyCsv(rows, scheme)))
  const script = surveyScriptOf(out)
  if (out === undefined || script === undefined) return
  await withOutput(script, io, (output) => output.write(renderSurveyScript(basename(out))))
  log.info(`${formatCount(rows.length, 'row')} written to ${out}; Rscript ${script}, run beside it, gives the same estimates`)
}
