/** What an alternative is asked about. */
export interface AskedPost {
  readonly text: string
  /** What an encoder reads as the second text of a pair; null for none. */
  readonly beside: string | null
}

export interface Labelled {
  /** One per post. */
  readonly labels: readonly string[]
  /** Of the labelling alone: neither starting nor reading the posts. */
  readonly elapsedMs: number
}

/** What a user might take instead of dealstance. */
export interface Alternative {
  readonly id: string
  /** With its version, and what it makes of a text. */
  readonly name: string
  /** Packages of npm with their versions, without those that this project has itself. */
  readonly npm: readonly string[]
  readonly needsPython: boolean
  /** It is asked what `encoder-en` is asked, word for word: a text for each deal of a post, with the name beside it. */
  readonly readsDeals?: boolean
  /** Posts of a round: some seconds. */
  readonly postCount: number
  /** Opens it; `kit` is the folder that the packages are installed in. */
  open(kit: string): Promise<(posts: readonly AskedPost[]) => Promise<Labelled>>
}

/** Labels texts one by one, timed. */
export function labelEach(label: (text: string) => string): (posts: readonly AskedPost[]) => Promise<Labelled> {
  return async (posts) => {
    const start = performance.now()
    const labels = posts.map(({ text }) => label(text))
    return { labels, elapsedMs: performance.now() - start }
  }
}
