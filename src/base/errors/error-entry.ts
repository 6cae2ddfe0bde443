/** Exit code of an error: `usage` 64, `data` 65, `missing` 66, `internal` 70, `io` 74, `again` 75. */
export type ExitClass = 'usage' | 'data' | 'missing' | 'internal' | 'io' | 'again'

/** The meaning of an error code, independent of a single message. */
export interface ErrorEntry {
  readonly exit: ExitClass
  /** When the error occurs, in one sentence. */
  readonly when: string
  /** What to do, in one sentence. */
  readonly advice: string
}

const entryOf =
  (exit: ExitClass) =>
  (when: string, advice: string): ErrorEntry => ({ exit, when, advice })

export const usage = entryOf('usage')
export const data = entryOf('data')
export const missing = entryOf('missing')
export const internal = entryOf('internal')
export const io = entryOf('io')
export const again = entryOf('again')
