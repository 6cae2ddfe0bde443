export interface PlannedPost {
  readonly text: string
  /** Second text of an encoder's pair; null for none. */
  readonly beside: string | null
}

export interface Labelled {
  readonly labels: readonly string[]
  /** Time of labelling only, without start-up and input. */
  readonly elapsedMs: number
}

/** A program that a user might choose instead of dealstance. */
export interface Alternative {
  readonly id: string
  readonly name: string
  /** npm packages with versions, except dependencies of this project. */
  readonly npm: readonly string[]
  readonly needsPython: boolean
  /** True if it gets the exact inputs of `encoder-en`: one text per deal of a post, paired with the name. */
  readonly readsDeals?: boolean
  /** Number of posts per round, chosen to take some seconds. */
  readonly postCount: number
  /** Loads it; `kit` is the folder of the installed packages. */
  open(kit: string): Promise<(posts: readonly PlannedPost[]) => Promise<Labelled>>
}

export function labelEach(label: (text: string) => string): (posts: readonly PlannedPost[]) => Promise<Labelled> {
  return async (posts) => {
    const start = performance.now()
    const labels = posts.map(({ text }) => label(text))
    return { labels, elapsedMs: performance.now() - start }
  }
}
