/** How a text of one form is made as long as wanted: what precedes the posts, each post, what follows them. */
export interface GrowingForm {
  readonly head?: string
  /** @param index from 0; most posts answer the one ten before */
  post(index: number): string
  readonly between?: string
  readonly tail?: string
}
