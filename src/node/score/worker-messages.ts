import { type ErrorCode, PipelineError } from '../../errors.js'
import type { DuplicateKeys } from '../../judging/duplicate-keys.js'
import type { Originals } from '../../judging/find-duplicates.js'
import type { BatchPlan } from '../batch/batch-plan.js'
import type { ScoredRows } from './score-plan.js'

/** What a worker is told. */
export type Order =
  | { readonly kind: 'read'; readonly job: number; readonly batch: BatchPlan }
  | { readonly kind: 'score'; readonly job: number; readonly originals: Originals }
  | { readonly kind: 'drop'; readonly job: number }

/** What a worker answers. */
export type Answer =
  | { readonly kind: 'read'; readonly job: number; readonly keys: DuplicateKeys | null }
  | { readonly kind: 'scored'; readonly job: number; readonly scored: ScoredRows }
  | { readonly kind: 'failed'; readonly job: number; readonly fault: Fault }

/** An error between threads, which structured cloning would make a plain one. */
export interface Fault {
  /** Null for one that is no `PipelineError`. */
  readonly code: ErrorCode | null
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly context: Readonly<Record<string, unknown>>
}

export function packFault(error: unknown): Fault {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const context = error instanceof PipelineError ? (JSON.parse(JSON.stringify(error.context)) as Fault['context']) : {}
  return { code: error instanceof PipelineError ? error.code : null, name, message, stack, context }
}

export function unpackFault({ code, name, message, stack, context }: Fault): Error {
  const error = code === null ? new Error(message) : new PipelineError(code, message, { context })
  error.name = name
  error.stack = stack
  return error
}
