/** The part of the onnxruntime packages that is used; both provide it. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: Readonly<Record<string, unknown>>,
    ): Promise<{
      readonly outputNames: readonly string[]
      run(feeds: Record<string, never>, outputs: readonly string[]): Promise<Readonly<Record<string, { readonly data: unknown }>>>
    }>
  }
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dimensions: readonly number[]) => unknown
}

/** Token ids of posts of equal length. Each array has `rowCount * length` entries. */
export interface EncoderBatch {
  readonly rowCount: number
  readonly length: number
  readonly ids: BigInt64Array
  readonly mask: BigInt64Array
  readonly segments: BigInt64Array
  /** Whether the pooled vectors are wanted too. */
  readonly isPooled: boolean
}

/**
 * Computes the logits of batches: for each batch, `rowCount` rows of one logit per label, row-major; behind them, where they are wanted, as
 * many rows of pooled vectors. An output that the model does not have is left out. May be called again before an earlier call has resolved.
 */
export type RunEncoder = (batches: readonly EncoderBatch[]) => Promise<readonly Float32Array[]>

/**
 * Opens an ONNX model with three int64 inputs (`input_ids`, `attention_mask`, `token_type_ids`, each [batch, tokens]) and the outputs
 * `logits` [batch, labels] and `pooled` [batch, width].
 *
 * @param threadCount threads of one operation; 0 uses the runtime's default. With onnxruntime-node, 1 is best: a second thread slows so
 *   small a model
 */
export async function openOnnxSession(runtime: OnnxRuntime, model: Uint8Array, threadCount = 0): Promise<RunEncoder> {
  const session = await runtime.InferenceSession.create(model, {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // It takes longer than all other optimisers together, and saves a third of a millisecond per batch. The numbers are the same.
    extra: { optimization: { disable_specified_optimizers: 'ReshapeFusion' } },
    ...(threadCount > 0 ? { intraOpNumThreads: threadCount } : {}),
  })
  const outputsOf = (names: readonly string[]): string[] => names.filter((name) => session.outputNames.includes(name))
  const [logitsAlone, all] = [outputsOf(['logits']), outputsOf(['logits', 'pooled'])]
  const runOne = async ({ rowCount, length, ids, mask, segments, isPooled }: EncoderBatch): Promise<Float32Array> => {
    const tensor = (data: BigInt64Array): never => new runtime.Tensor('int64', data, [rowCount, length]) as never
    const feeds = { input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(segments) }
    const wanted = isPooled ? all : logitsAlone
    if (wanted.length === 0) return new Float32Array()
    const outputs = await session.run(feeds, wanted)
    const parts = wanted.map((name) => outputs[name]?.data as Float32Array)
    return parts.length === 1 ? (parts[0] as Float32Array) : joinArrays(parts)
  }
  return async (batches) => {
    const logits: Float32Array[] = []
    for (const batch of batches) logits.push(await runOne(batch))
    return logits
  }
}

function joinArrays(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
