import { availableParallelism } from 'node:os'
import type { AggregateOptions } from '../../../count/breakdown/breakdown.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import type { Sink } from '../../../pipeline/score-batches.js'
import type { PlannedInput } from '../../node/batch/batch-plan.js'
import type { InputPlan } from '../../node/batch/plan-batches.js'
import { readVersion } from '../../node/file/package-root.js'
import { sha256Of } from '../../node/file/sha256.js'
import { hashModel } from '../../node/model/hash-model.js'
import type { ScoredRows, ScoringSettings } from '../../node/score/score-plan.js'
import { RUN_SCHEMA, type RunIdentity } from '../../node/write/resumable-output.js'
import { type BulkInput, badRecordOf } from '../input/plan-bulk.js'
import type { CommandContext } from '../kit/command.js'
import { pipelineOptionsOf } from '../options/scoring-options.js'
import type { TiedRun } from '../output/say-ties.js'
import { evidenceOf, writeBreakdown } from '../output/write-breakdown.js'
import type { RowFormat } from '../output/write-posts.js'
import type { ClassifyOptions } from './classify-options.js'
import type { TeachLabels } from './learn-labels.js'

export interface BulkRun {
  readonly inputs: readonly BulkInput[]
  readonly options: ClassifyOptions
  readonly format: RowFormat
  /** For everything but scoring. */
  readonly pipeline: Pipeline
  readonly model: StanceClassifier
  readonly deals: readonly Deal[]
  /** Teaches the model labels of these posts; null without any. */
  readonly teach: TeachLabels | null
  readonly pseudonymKey: Uint8Array | null
  readonly tied: TiedRun
  readonly context: CommandContext
}

/** Settings for the scorers of batches. */
export function settingsOf(run: BulkRun, inputs: readonly PlannedInput[], recordCount: number): ScoringSettings {
  const { options, deals, pseudonymKey } = run
  return {
    inputs,
    onBadRecord: badRecordOf(options),
    modelId: options.model,
    deals,
    pipeline: pipelineOptionsOf(options, recordCount),
    pseudonymKey,
    isCounting: options.breakdown !== undefined,
  }
}

/** Number of scoring threads. What asks a language model needs one; other models load their weights in every thread. */
export function threadCountOf({ threads, llm }: ClassifyOptions): number {
  if (llm !== undefined) return 1
  return threads === 0 ? availableParallelism() : threads
}

/** Everything that determines the bytes of the output. */
export function identityOf(
  { sha256s }: InputPlan,
  settings: ScoringSettings,
  { format, model }: Pick<BulkRun, 'format' | 'model'>,
): RunIdentity {
  const { inputs, modelId, isCounting: _, pseudonymKey, ...scoring } = settings
  const { learnt, ...pipeline } = scoring.pipeline
  const options = {
    ...scoring,
    pipeline: { ...pipeline, ...(learnt && { learnt: learnt.record }) },
    inputs: inputs.map(({ form }) => form),
    pseudonymKey: pseudonymKey === null ? null : sha256Of(pseudonymKey),
    format,
    model: model.id,
  }
  return {
    schema: RUN_SCHEMA,
    version: readVersion(),
    inputs: inputs.map(({ name }, index) => ({ name, sha256: sha256s[index] ?? '' })),
    modelSha256: hashModel(modelId),
    optionsSha256: sha256Of(JSON.stringify(options)),
  }
}

/** The breakdown of posts that are scored batch by batch. */
export interface BulkBreakdown extends Sink<ScoredRows> {
  /** Counts posts that a stopped run has written. */
  addWritten(rows: readonly string[]): void
  /** @param sha256 hash of the scored file; null when there is none */
  write(options: Pick<ClassifyOptions, 'breakdown' | 'out'>, sha256: string | null, context: CommandContext): Promise<void>
}

export function openBreakdown(pipeline: Pipeline, counting: Partial<AggregateOptions>): BulkBreakdown {
  const counter = pipeline.openCounter(counting)
  return {
    put: ({ posts }) => counter.add(posts),
    addWritten: (rows) => counter.add(rows.map((row) => parseScoredPost(JSON.parse(row), 'a row of the stopped run', pipeline.scheme))),
    write: async ({ breakdown: path, out }, sha256, { io, log }) => {
      if (path === undefined) return
      try {
        await writeBreakdown(path, { ...counter.breakdown(), ...evidenceOf(out, sha256) }, pipeline.scheme, io)
      } catch (error) {
        if (out !== undefined && sha256 !== null) log.info(`${out} is whole: aggregate ${out} gives the breakdown`)
        throw error
      }
    },
  }
}
