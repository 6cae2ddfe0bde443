/** Modules that `imports` of package.json names: weights that the build packs, and a loader for each kind of runtime. */

declare module '#linear-en' {
  const linearEn: import('./stance/linear/unpack-model.js').PackedLinearModel
  export default linearEn
}

declare module '#stack-en' {
  export function loadStack(models?: string): Promise<import('./stance/stance-classifier.js').StanceClassifier>
}
