/** Post as the tags have it: places of lines; -1 where the page shows none. */
export interface TaggedPost {
  readonly nameAt: number
  readonly name: string | null
  readonly handle: string | null
  readonly timeAt: number
  readonly moment: string | null
  /** Answered account, or the line that names it. */
  readonly answered: string | null
  readonly isNameGuessed: boolean
  readonly from: number
  readonly to: number
  readonly body: readonly number[]
}
