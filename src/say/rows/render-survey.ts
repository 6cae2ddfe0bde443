import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { formatLevel } from '../../base/text/format-count.js'
import { probabilityColumns } from '../../base/thread/table-columns.js'
import type { SurveyRow } from '../../count/audited/list-survey-rows.js'
import { readiness } from '../../count/audited/readiness.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import { csvRow } from '../format/csv-row.js'
import { shortfallWords } from '../rules/cautions-on-labels.js'

const COLUMNS = ['scope', 'dealId', 'threadId', 'postId', 'author', 'thread', 'stratum', 'stratumCount', 'weight', 'label']

/** The rows behind audited shares as CSV, with a `prediction_` and a `residual_` column per label. A cell without a hand label is empty. */
export function renderSurveyCsv(rows: readonly SurveyRow[], scheme: StanceScheme): string {
  const names = probabilityColumns(scheme.labels).map((column) => column.slice('p_'.length))
  const head = [...COLUMNS, ...names.map((name) => `prediction_${name}`), ...names.map((name) => `residual_${name}`)]
  const cells = ({ predictions, residuals, ...row }: SurveyRow) => [
    ...[row.scope, row.dealId, row.threadId, row.postId, row.author, row.thread, row.stratum, row.stratumCount, row.weight, row.label],
    ...[...predictions, ...(residuals ?? names.map(() => null))],
  ]
  return [head, ...rows.map(cells)].map((row) => csvRow(row)).join('')
}

/**
 * R code that computes the same shares and standard errors from that CSV, and prints CSV. Comments hold the intervals that `cite` quotes.
 *
 * @param path of the CSV, as R is to open it
 * @param breakdown of the same audit
 */
export function renderSurveyScript(path: string, breakdown: Breakdown): string {
  const quoted = [...breakdown.deals, breakdown.overall].flatMap((group) => {
    const name = JSON.stringify('dealId' in group ? group.dealId : 'overall')
    const state = readiness(breakdown, group)
    if (!state.isReady) return [`# ${name}: cite quotes no share of it: ${shortfallWords(state.missing[0])}`]
    return state.intervals.map(
      ({ label, share, low, high }) => `# ${name}, ${label}: ${[share, low, high].map((one) => one.toFixed(4)).join(', ')}`,
    )
  })
  return `# What cite quotes at ${formatLevel(breakdown.options.confidenceLevel)}: share, low, high. Its interval is Wilson's, or, where few labels are of
# the kind, the mid-P one of the labels alone: it is not the share plus or minus 1.96 standard errors.
${quoted.join('\n')}
# The estimate that dealstance quotes and its standard error, before the labels bound the shares, and before
# twelve labels shrink the variance towards that of labels alone. Deals: scope "deal"; all posts, each once: scope "overall".
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "certainty")
texts <- c(dealId = "character", threadId = "character", postId = "character", label = "character")
rows <- read.csv(${JSON.stringify(path)}, na.strings = "", encoding = "UTF-8", check.names = FALSE, colClasses = texts)
labels <- sub("^prediction_", "", grep("^prediction_", names(rows), value = TRUE))
results <- lapply(split(rows, paste(rows$scope, ifelse(rows$scope == "deal", rows$dealId, ""))), function(group) {
  design <- svydesign(ids = ~1, strata = ~stratum, weights = ~weight, fpc = ~stratumCount, data = group[!is.na(group$label), ])
  do.call(rbind, lapply(labels, function(label) {
    correction <- svymean(design$variables[[paste0("residual_", label)]], design)
    dealId <- if (group$scope[1] == "deal") group$dealId[1] else NA
    data.frame(scope = group$scope[1], dealId = dealId, label = label,
      share = mean(group[[paste0("prediction_", label)]]) + coef(correction), standardError = as.numeric(SE(correction)))
  }))
})
write.csv(do.call(rbind, results), row.names = FALSE)
`
}
