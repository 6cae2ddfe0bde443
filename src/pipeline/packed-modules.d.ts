/**
 * Modules in `imports` of package.json: packed weights, onnxruntime, and a loader for each kind of
 * runtime.
 */

declare module '#linear-en' {
  const linearEn: import('../judge/stance/linear/linear-classifier.js').PackedLinearModel<
    import('../base/scheme/stance-scheme.js').StanceLabel
  >
  export default linearEn
}

declare module '#onnxruntime-web' {
  type OnnxRuntime = import('../judge/stance/encoder/onnx-session.js').OnnxRuntime
  export const InferenceSession: OnnxRuntime['InferenceSession']
  export const Tensor: OnnxRuntime['Tensor']
  export const env: {
    readonly wasm: { numThreads?: number; wasmBinary?: ArrayBuffer | Uint8Array }
  }
}

declare module '#stance-en' {
  export const IS_AT_HAND: boolean
  export function loadStance(
    models?: string,
  ): Promise<
    import('../judge/stance/stance-classifier.js').StanceClassifier<
      import('../base/scheme/stance-scheme.js').StanceLabel
    >
  >
}
