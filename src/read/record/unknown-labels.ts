import { PipelineError } from '../../base/errors.js'
import { nameSome } from '../../base/text/format-count.js'

/** A label outside the scheme, and its line. */
interface UnknownLabel {
  readonly got: string
  readonly lineNumber: number
}

/** Error for labels under a column that are not of the scheme. */
export function unknownLabelsError(
  expected: string,
  unknown: readonly UnknownLabel[],
): PipelineError {
  const [only, ...others] = unknown
  const shown = unknown.map(({ got, lineNumber }) => `${got} (line ${lineNumber})`)
  const message =
    others.length === 0
      ? `line ${only?.lineNumber}: expected ${expected}, got ${only?.got}. Rename it in the table, or name yours by --scheme.`
      : `expected ${expected}, got ${nameSome(shown, SHOWN_LABEL_LIMIT)}. Rename them in the table, or name yours by --scheme.`
  const context = { expected, unknown, lineNumber: only?.lineNumber }
  return new PipelineError('INGEST_RECORD_INVALID', message, { context })
}

const SHOWN_LABEL_LIMIT = 20

/** Collects errors of single labels, so that one error names all. */
export class UnknownLabels {
  #expected = ''
  readonly #all: UnknownLabel[] = []

  /** @returns whether the error is of a label */
  take({ context: { expected, unknown } }: PipelineError): boolean {
    if (typeof expected !== 'string' || !Array.isArray(unknown)) return false
    this.#expected = expected
    for (const one of unknown as readonly UnknownLabel[]) this.#all.push(one)
    return true
  }

  /** @throws {PipelineError} `INGEST_RECORD_INVALID` that names all labels taken */
  check(): void {
    if (this.#all.length > 0) throw unknownLabelsError(this.#expected, this.#all)
  }
}
