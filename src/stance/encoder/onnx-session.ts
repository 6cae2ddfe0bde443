/** The part of the onnxruntime packages that is used; both provide it. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: Readonly<Record<string, unknown>>,
    ): Promise<{ run(feeds: Record<string, never>): Promise<Readonly<Record<string, { readonly data: unknown }>>> }>
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
}

/**
 * Computes the logits of batches: for each batch, `rowCount` rows of one logit per label, row-major. Empty for a model without a `logits`
 * output. May be called again before an earlier call has resolved.
 */
export type RunEncoder = (batches: readonly EncoderBatch[]) => Promise<readonly Float32Array[]>

/**
 * Opens an ONNX model with three int64 inputs (`input_ids`, `attention_mask`, `token_type_ids`, each [batch, tokens]) and one output,
 * `logits` [batch, labels].
 *
 * @param threadCount threads of one operation; 0 uses the runtime's default. With onnxruntime-node, 1 is best: a second thread slows so
 *   small a model
 */
export async function openOnnxSession(runtime: OnnxRuntime, model: Uint8Array, threadCount = 0): Promise<RunEncoder> {
  const session = await runtime.InferenceSession.create(model, {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...(threadCount > 0 ? { intraOpNumThreads: threadCount } : {}),
  })
  const runOne = async ({ rowCount, length, ids, mask, segments }: EncoderBatch): Promise<Float32Array> => {
    const tensor = (data: BigInt64Array): never => new runtime.Tensor('int64', data, [rowCount, length]) as never
    const outputs = await session.run({ input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(segments) })
    return (outputs['logits']?.data ?? new Float32Array()) as Float32Array
  }
  return async (batches) => {
    const logits: Float32Array[] = []
    for (const batch of batches) logits.push(await runOne(batch))
    return logits
  }
}
