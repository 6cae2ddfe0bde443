import { availableParallelism } from 'node:os'
import type { Deal } from '../../deals/deal.js'
import type { PlannedInput } from '../../node/batch/batch-plan.js'
import type { InputPlan } from '../../node/batch/plan-batches.js'
import { readVersion } from '../../node/file/package-root.js'
import { sha256Of } from '../../node/file/sha256.js'
import { hashModel } from '../../node/model/hash-model.js'
import { RECEIPTS_SCHEMA, type RunIdentity } from '../../node/resume/receipts.js'
import type { ScoringSettings } from '../../node/score/score-plan.js'
import type { Pipeline } from '../../pipeline.js'
import type { StanceClassifier } from '../../stance/stance-classifier.js'
import type { BulkInput } from '../input/plan-bulk.js'
import { badRecordOf } from '../input/plan-bulk.js'
import type { CommandContext } from '../kit/command.js'
import { countingOf } from '../options/counting-options.js'
import { LLM_MODEL } from '../options/llm-options.js'
import { pipelineOptionsOf } from '../options/scoring-options.js'
import type { RowFormat } from '../output/write-posts.js'
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

/** What those who score batches are told. */
export function settingsOf(run: BulkRun, inputs: readonly PlannedInput[], recordCount: number): ScoringSettings {
  const { options, format, deals, pseudonymKey } = run
  return {
    inputs,
    onBadRecord: badRecordOf(run.options),
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
  { sha256s }: InputPlan,
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
