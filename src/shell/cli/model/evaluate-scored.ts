import { basename } from 'node:path'
import { formatCount } from '../../../base/text/format-count.js'
import { evaluateScored } from '../../../count/evaluate/measure/evaluate-scored.js'
import { renderEvaluation } from '../../../count/evaluate/render/render-evaluation.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { checkPaths } from '../input/read-inputs.js'
import { type CommandContext, type OptionTable, type OptionValues, underTopic } from '../kit/command.js'
import { readSchemeOption, SCHEME_OPTION } from '../options/scheme-option.js'

/** Options of evaluate for scored posts that carry their true label. */
export const SCORED_OPTIONS = underTopic('Your own labels', {
  scored: { type: 'list', value: 'FILE', help: 'measure these scored posts by the label that each one holds (repeatable)' },
  'label-field': { type: 'text', value: 'NAME', default: 'label', help: 'field that holds the true label' },
  ...SCHEME_OPTION,
} as const satisfies OptionTable)

/** Measures scored posts against their true labels and renders the figures. */
export async function renderScored(
  { scored, scheme: schemePath, format, 'label-field': labelField }: OptionValues<typeof SCORED_OPTIONS> & { readonly format: string },
  { io }: CommandContext,
): Promise<string> {
  checkPaths(scored)
  const scheme = await readSchemeOption(schemePath)
  const { posts } = await readAuditPosts(scored, { stdin: io.stdin, scheme })
  const on = scored.map((path) => (path === '-' ? 'stdin' : basename(path))).join(', ')
  const result = evaluateScored(posts, { scheme, labelField, on })
  if (format === 'json') return `${JSON.stringify(result)}\n`
  const { majority, sidesF1, unlabelledCount } = result
  return [
    renderEvaluation(result.evaluation, scheme),
    `mean F1 of the sides (${scheme.sides.join(', ')}) over all posts, F_avg of SemEval-2016: ${(sidesF1 * 100).toFixed(2)}`,
    `always the most frequent label: macro-F1 ${majority.macroF1.value.toFixed(3)}, accuracy ${majority.accuracy.toFixed(3)}`,
    ...(unlabelledCount > 0 ? [`${formatCount(unlabelledCount, 'post')} without a true label left out`] : []),
    '',
  ].join('\n')
}
