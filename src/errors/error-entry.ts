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
