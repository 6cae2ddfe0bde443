import * as onnx from '#onnxruntime-web'
import { PipelineError } from '../../base/errors.js'
import { titleOf } from '../../base/thread/deal-record.js'
import type { Deal } from '../../judge/deals/deal.js'
import { parseRelationTable } from '../../judge/stance/context/relation-model.js'
import type { OnnxRuntime } from '../../judge/stance/encoder/onnx-session.js'
import { openEncoder } from '../../judge/stance/encoder/open-encoder.js'
import { type PackedLinearModel, unpackLinearModel } from '../../judge/stance/linear/linear-classifier.js'
import { createStackClassifier } from '../../judge/stance/stack-classifier.js'
import type { StanceClassifier } from '../../judge/stance/stance-classifier.js'
import type { ModelFiles, PageReply, PageRequest } from './page-messages.js'
import { scoreText } from './score-text.js'

/** What the page carries inside. */
export interface PageModels {
  readonly linear: PackedLinearModel
  readonly deals: readonly Deal[]
  /** Models mixed of others, offered as soon as all their members are there. */
  readonly stacks: readonly {
    readonly id: string
    readonly members: readonly { readonly id: string; readonly weight: number }[]
    readonly temperature: number
  }[]
}

/** The worker's own side of its channel. */
export interface PageChannel {
  onmessage: ((event: { readonly data: PageRequest }) => void) | null
  postMessage(reply: PageReply): void
}

/** Answers the page's requests one after another, and says `ready` first. */
export function startPageWorker({ linear, deals, stacks }: PageModels, channel: PageChannel): void {
  const inside = unpackLinearModel(linear)
  const { scheme } = inside
  const models = new Map<string, StanceClassifier>([[inside.id, inside]])
  const relations = new Map(linear.relation ? [[linear.relation.id, parseRelationTable(linear.relation.id, linear.relation.table)]] : [])
  const sayReady = (): void =>
    channel.postMessage({
      kind: 'ready',
      modelIds: [...models.keys()],
      labels: scheme.labels,
      sides: scheme.sides,
      deals: deals.map((deal) => ({ id: deal.id, title: titleOf(deal), move: deal.move })),
    })

  const loadEncoder = async (files: ModelFiles, runtime: Uint8Array): Promise<void> => {
    const startRuntime = async (): Promise<OnnxRuntime> => {
      onnx.env.wasm.numThreads = 1
      onnx.env.wasm.wasmBinary = runtime as Uint8Array<ArrayBuffer>
      return onnx as unknown as OnnxRuntime
    }
    const encoder = await openEncoder(files, { relations, startRuntime })
    models.set(encoder.id, encoder)
    for (const { id, members, temperature } of stacks) {
      const found = members.flatMap(({ id: member, weight }) => {
        const classifier = models.get(member)
        return classifier ? [{ classifier, weight }] : []
      })
      if (found.length === members.length) models.set(id, createStackClassifier(id, found, temperature))
    }
    sayReady()
  }

  const answer = async (request: PageRequest): Promise<void> => {
    if (request.kind === 'load-encoder') return await loadEncoder(request.files, request.runtime)
    const model = models.get(request.modelId)
    if (!model) throw new PipelineError('MODEL_UNKNOWN', `expected a model of ${[...models.keys()].join(', ')}, got "${request.modelId}".`)
    const scored = await scoreText(request.given, {
      model,
      deals,
      ...request.about,
      onProgress: (doneCount, totalCount) => channel.postMessage({ kind: 'progress', doneCount, totalCount }),
    })
    channel.postMessage({ kind: 'scored', scored })
  }

  // The first text makes the tables of names and languages: while the reader pastes, not afterwards.
  const warmUp = async (): Promise<void> => {
    const bytes = new TextEncoder().encode('They gave up.')
    await scoreText({ bytes }, { model: inside, deals, onProgress: () => {} })
  }

  sayReady()
  let last: Promise<void> = warmUp().catch(() => {})
  channel.onmessage = ({ data }) => {
    last = last
      .then(() => answer(data))
      .catch((error: unknown) => channel.postMessage({ kind: 'fault', message: error instanceof Error ? error.message : String(error) }))
  }
}
