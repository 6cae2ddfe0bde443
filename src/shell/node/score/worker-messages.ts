import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import type { DuplicateKey, Originals } from '../../../judge/find-duplicates.js'
import type { BatchPlan } from '../batch/batch-plan.js'
import type { ScoredRows, ScoringSettings } from './score-plan.js'

export interface ScoreWorkerData {
  readonly modelId: string
}

/** A message to a worker. */
export type Order = JobOrder | { readonly kind: 'open'; readonly settings: ScoringSettings }

export type JobOrder =
  | { readonly kind: 'read'; readonly job: number; readonly batch: BatchPlan }
  | { readonly kind: 'score'; readonly job: number; readonly originals: Originals }

/** A message of a worker. */
export type Answer =
  | { readonly kind: 'read'; readonly job: number; readonly keys: readonly DuplicateKey[] }
  | { readonly kind: 'scored'; readonly job: number; readonly scored: ScoredRows }
  | { readonly kind: 'failed'; readonly job: number; readonly fault: Fault }

/** An error as plain data, because structured cloning loses its class. */
interface Fault {
  /** Null unless it is a `PipelineError`. */
  readonly code: ErrorCode | null
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly context: Readonly<Record<string, unknown>>
}

export function packFault(error: unknown): Fault {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  if (!(error instanceof PipelineError)) return { code: null, name, message, stack, context: {} }
  return { code: error.code, name, message, stack, context: JSON.parse(JSON.stringify(error.context)) }
}

export function unpackFault({ code, name, message, stack, context }: Fault): Error {
  return Object.assign(code === null ? new Error(message) : new PipelineError(code, message, { context }), { name, stack })
}
