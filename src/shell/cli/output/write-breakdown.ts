import { basename } from 'node:path'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { renderJson } from '../../../say/rows/render-jsonl.js'
import { renderBreakdownCsv } from '../../../say/table/render-breakdown-csv.js'
import { chooseFormat } from '../kit/format.js'
import type { CliIo } from '../kit/io.js'
import { withOutput } from '../kit/write-output.js'

/** The scored file behind a breakdown. @param sha256 hash of the file; null when none was written */
export function evidenceOf(out: string | undefined, sha256: string | null): Partial<Pick<Breakdown, 'evidence'>> {
  const name = out === undefined || out === '-' ? null : basename(out)
  return sha256 === null ? {} : { evidence: [{ role: 'scored', name, sha256 }] }
}

/** The form of `--breakdown FILE`, by its ending. */
export const breakdownFormOf = (path: string): 'json' | 'csv' =>
  chooseFormat({ out: path, choices: ['json', 'csv'], standard: 'json', advice: ' for the breakdown' })

export async function writeBreakdown(path: string, breakdown: Breakdown, scheme: StanceScheme, io: CliIo): Promise<void> {
  const text = breakdownFormOf(path) === 'csv' ? renderBreakdownCsv(breakdown, scheme) : renderJson(breakdown)
  await withOutput(path, io, (file) => file.write(text))
}
