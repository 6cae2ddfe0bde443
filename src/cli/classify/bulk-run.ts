import { availableParallelism } from 'node:os'
import type { Deal, Pipeline, StanceClassifier } from '../../index.js'
import {
  hashModel,
  type ParcelInput,
  type ParcelPlan,
  RECEIPTS_SCHEMA,
  type RunIdentity,
  readVersion,
  type ScoringSettings,
  sha256Of,
} from '../../node.js'
import type { CommandContext } from '../kit/command.js'
import { countingOf } from '../options/counting-options.js'
import { LLM_MODEL } from '../options/llm-options.js'
import { pipelineOptionsOf } from '../options/scoring-options.js'
import type { RowFormat } from '../output/write-posts.js'
import type { BulkInput } from '../read-bulk.js'
import type { ClassifyOptions } from './classify-options.js'

/** What a bulk run of classify was asked for. */
export interface BulkRun {
  readonly inputs: readonly BulkInput[]
  readonly options: ClassifyOptions
  readonly format: RowFormat
  /** For what is no scoring. */
  readonly pipeline: Pipeline
  readonly model: StanceClassifier
  readonly deals: readonly Deal[]
  readonly pseudonymKey: Uint8Array | null
  readonly context: CommandContext
}

export const badRecordOf = ({ options }: BulkRun): 'skip' | 'throw' => (options['on-bad-record'] === 'skip' ? 'skip' : 'throw')

/** What those who score parcels are told. */
export function settingsOf(run: BulkRun, inputs: readonly ParcelInput[], recordCount: number): ScoringSettings {
  const { options, format, deals, pseudonymKey } = run
  return {
    inputs,
    onBadRecord: badRecordOf(run),
    modelId: options.model,
    deals,
    pipeline: pipelineOptionsOf(options, recordCount),
    form: format === 'parquet' ? 'jsonl' : format,
    pseudonymKey,
    counting: options.breakdown === undefined ? null : countingOf(options),
  }
}

/** A language model is asked from one thread; every other thread loads weights of its own. */
export function threadCountOf({ threads, model }: ClassifyOptions): number {
  if (model === LLM_MODEL) return 1
  return threads === 0 ? availableParallelism() : threads
}

/** All on which the bytes of the output depend. */
export function identityOf(
  { sha256s }: ParcelPlan,
  settings: ScoringSettings,
  { excel, format }: Pick<ClassifyOptions, 'excel'> & { readonly format: RowFormat },
): RunIdentity {
  const { inputs, modelId, counting: _, pseudonymKey, ...scoring } = settings
  const options = {
    ...scoring,
    inputs: inputs.map(({ form, columns }) => ({ form, columns })),
    pseudonymKey: pseudonymKey === null ? null : sha256Of(pseudonymKey),
    excel,
    format,
  }
  return {
    schema: RECEIPTS_SCHEMA,
    version: readVersion(),
    inputs: inputs.map(({ name }, index) => ({ name, sha256: sha256s?.[index] ?? '' })),
    modelSha256: hashModel(modelId),
    optionsSha256: sha256Of(JSON.stringify(options)),
  }
}
