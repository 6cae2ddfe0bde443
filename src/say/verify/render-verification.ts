import { formatCount } from '../../base/text/format-count.js'
import type { Verification } from './verify-report.js'

const MAX_LISTED = 50

/** Renders one line per difference, then a summary. Text of the report is printed as JSON, so that it cannot control the terminal. */
export function renderVerification(verification: Verification): string {
  const { report, kind, numberCount, evidence, differences, answers } = verification
  const from = evidence.map(({ name, sha256 }) => `${name ?? 'a stream'} (${sha256.slice(0, 12)}…)`).join(', ')
  const lines = differences
    .slice(0, MAX_LISTED)
    .map(({ path, printed, recomputed }) => `${plain(path)}: printed ${shorten(printed)}, recomputed ${shorten(recomputed)}`)
  if (differences.length > MAX_LISTED) lines.push(`… and ${formatCount(differences.length - MAX_LISTED, 'value')} more`)
  const verdict =
    differences.length === 0
      ? `all ${formatCount(numberCount, 'number')} agree with what ${from} gives.`
      : `${formatCount(differences.length, 'value')} not as ${from} gives it.`
  return `${[...lines, `${report}: ${kind}: ${verdict}`, ...describeAnswers(answers)].join('\n')}\n`
}

function describeAnswers(answers: Verification['answers']): string[] {
  if (answers === undefined) return []
  if (answers === null)
    return ['labels of a language model, not compared with its answers: give the file that classify kept them in with --llm-cache.']
  const { name, sha256, checkedCount, differences } = answers
  const from = `${plain(name)} (${sha256.slice(0, 12)}…)`
  const listed = differences
    .slice(0, MAX_LISTED)
    .map(({ path, printed, recomputed }) => `${plain(path)}: scored ${shorten(printed)}, answered ${shorten(recomputed)}`)
  if (differences.length > MAX_LISTED) listed.push(`… and ${formatCount(differences.length - MAX_LISTED, 'difference')} more`)
  return [
    ...listed,
    differences.length === 0
      ? `all ${formatCount(checkedCount, 'label')} of the language model agree with its answers in ${from}.`
      : `${formatCount(differences.length, 'difference')} from the answers in ${from}.`,
  ]
}

function shorten(json: string | null): string {
  if (json === null) return 'nothing'
  const shown = plain(json)
  return shown.length > 100 ? `${shown.slice(0, 100)}…` : shown
}

/** Escapes control and direction characters. */
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
