import { basename } from 'node:path'
import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import { renderJson } from '../../report/rows/render-json.js'
import type { CliIo } from '../kit/io.js'
import { withOutput } from '../kit/write-output.js'

/**
 * The scored file that a breakdown stands on.
 *
 * @param sha256 of the file; null where none was written
 */
export function evidenceOf(out: string | undefined, sha256: string | null): Partial<Pick<Breakdown, 'evidence'>> {
  const name = out === undefined || out === '-' ? null : basename(out)
  return sha256 === null ? {} : { evidence: [{ role: 'scored', name, sha256 }] }
}

/** @throws {PipelineError} `OUTPUT_UNWRITABLE` */
export async function writeBreakdown(path: string, breakdown: Breakdown, io: CliIo): Promise<void> {
  await withOutput(path, io, (file) => file.write(renderJson(breakdown)))
}
