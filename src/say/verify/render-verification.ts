import { formatCount } from '../../base/text/format-count.js'
import type { Verification } from './verify-report.js'

const MAX_LISTED = 50

/** Renders one line per difference, then a summary. Text of the report is printed as JSON, so that it cannot control the terminal. */
export function renderVerification(verification: Verification): string {
  const { report, kind, numberCount, evidence, differences } = verification
  const from = evidence.map(({ name, sha256 }) => `${name ?? 'a stream'} (${sha256.slice(0, 12)}…)`).join(', ')
  const lines = differences
    .slice(0, MAX_LISTED)
    .map(({ path, printed, recomputed }) => `${plain(path)}: printed ${shorten(printed)}, recomputed ${shorten(recomputed)}`)
  if (differences.length > MAX_LISTED) lines.push(`… and ${formatCount(differences.length - MAX_LISTED, 'value')} more`)
  const verdict =
    differences.length === 0
      ? `all ${formatCount(numberCount, 'number')} agree with what ${from} gives.`
      : `${formatCount(differences.length, 'value')} not as ${from} gives it.`
  return `${[...lines, `${report}: ${kind}: ${verdict}`].join('\n')}\n`
}

function shorten(json: string | null): string {
  if (json === null) return 'nothing'
  const shown = plain(json)
  return shown.length > 100 ? `${shown.slice(0, 100)}…` : shown
}

/** Escapes control and direction characters. */
const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
