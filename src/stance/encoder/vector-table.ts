import type { PostFeatures } from '../../features/post-features.js'
import type { StanceInput } from '../stance-classifier.js'

/** Vectors of posts on deals, kept as long as the posts are. */
export class VectorTable {
  readonly #byPost = new WeakMap<PostFeatures, Map<string | null, Float32Array>>()

  set({ features, target }: StanceInput, vector: Float32Array): void {
    const own = this.#byPost.get(features) ?? new Map<string | null, Float32Array>()
    this.#byPost.set(features, own.set(target?.dealId ?? null, vector))
  }

  get({ features, target }: StanceInput): Float32Array | null {
    return this.#byPost.get(features)?.get(target?.dealId ?? null) ?? null
  }
}
