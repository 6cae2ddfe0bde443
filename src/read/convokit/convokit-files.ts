/** Texts of the files of a ConvoKit corpus; null for an absent file. Pickles (`*.p`) are never opened. */
export interface ConvokitFiles {
  /** `utterances.jsonl`, or `utterances.json` of older corpora. */
  readonly utterances: string
  /** `speakers.json`, or `users.json` of older corpora. */
  readonly speakers: string | null
  readonly conversations: string | null
}

/** Speaker of posts by unknown authors, since ConvoKit requires one. */
export const UNKNOWN_SPEAKER = '[unknown]'

/** Placeholder in the JSON for a value in a pickle, such as `<##bin{3}&&@**>`. */
export const PICKLED = /^<##bin\{\d+\}&&@\*\*>$/
