/** Builds a text of one form at any length: the part before the posts, each post, the part after them. */
export interface GrowingForm {
  readonly head?: string
  /** @param index from 0; most posts answer the one ten before */
  post(index: number): string
  readonly between?: string
  readonly tail?: string
}

export const TIME = '2026-03-01T10:00:00.000Z'
export const json = (value: object): string => JSON.stringify(value)
export const parentOf = (index: number): number => Math.max(0, index - 10)
export const tweetId = (index: number): string => String(1_979_249_076_000_000_000n + BigInt(index))
/** One object a line. */
export const records = (post: (index: number) => object): GrowingForm => ({ post: (index) => json(post(index)) })
/** A list of objects inside one JSON document. */
export const document = (head: string, post: (index: number) => object, tail: string): GrowingForm => ({
  head,
  ...records(post),
  between: ',\n',
  tail,
})
