/** What is needed of a tensor of onnxruntime-node or onnxruntime-web. */
interface OnnxTensor {
  readonly data: unknown
}

/** What is needed of the onnxruntime packages; both fit. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: Readonly<Record<string, unknown>>,
    ): Promise<{
      run(feeds: Record<string, never>): Promise<Readonly<Record<string, OnnxTensor>>>
    }>
  }
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dimensions: readonly number[]) => unknown
}

/** Token ids of posts of one length; each array has `rowCount * length` entries. */
export interface EncoderBatch {
  readonly rowCount: number
  readonly length: number
  readonly ids: BigInt64Array
  readonly mask: BigInt64Array
  readonly segments: BigInt64Array
}

/** A batch in, logits out: `rowCount` rows, one logit per label, row after row; empty for a model without such an output. */
export type RunEncoder = (batch: EncoderBatch) => Promise<Float32Array>

/** Threads that wait sleep: spinning took twice the CPU time, and on a machine with other work a third more time by the clock. */
const NO_SPINNING = { session: { intra_op: { allow_spinning: '0' } } }

/**
 * Opens an ONNX model of three int64 inputs (`input_ids`, `attention_mask`, `token_type_ids`, each [batch, tokens]) and
 * one output, `logits` [batch, labels].
 *
 * @param threadCount 1 and more; 0 leaves it to the runtime
 */
export async function openOnnxSession(runtime: OnnxRuntime, model: Uint8Array, threadCount = 0): Promise<RunEncoder> {
  const session = await runtime.InferenceSession.create(model, {
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: NO_SPINNING,
    ...(threadCount > 0 ? { intraOpNumThreads: threadCount } : {}),
  })
  return async ({ rowCount, length, ids, mask, segments }) => {
    const tensor = (data: BigInt64Array): never => new runtime.Tensor('int64', data, [rowCount, length]) as never
    const outputs = await session.run({ input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(segments) })
    return (outputs['logits']?.data ?? new Float32Array()) as Float32Array
  }
}
