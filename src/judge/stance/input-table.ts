import type { PostFeatures } from '../features/post-features.js'
import type { StanceInput } from './stance-classifier.js'

/** What is known of inputs, by their post and deal; kept as long as the posts are. */
export class InputTable<Value> {
  readonly #byPost = new WeakMap<PostFeatures, Map<string | null, Value>>()

  set({ features, target }: StanceInput, value: Value): void {
    const own = this.#byPost.get(features) ?? new Map<string | null, Value>()
    this.#byPost.set(features, own.set(target?.dealId ?? null, value))
  }

  get({ features, target }: StanceInput): Value | undefined {
    return this.#byPost.get(features)?.get(target?.dealId ?? null)
  }
}
