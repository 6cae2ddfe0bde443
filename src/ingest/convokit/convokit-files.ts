/** The files of a ConvoKit corpus folder that are read, as text; null for one that is not there. Pickles (`*.p`) are never opened. */
export interface ConvokitFiles {
  /** `utterances.jsonl`, or `utterances.json` of older corpora. */
  readonly utterances: string
  /** `speakers.json`, or `users.json` of older corpora. */
  readonly speakers: string | null
  readonly conversations: string | null
}

/** Stands for authors that are unknown: ConvoKit wants a speaker. A number is put behind it when a real author has this name. */
export const UNKNOWN_SPEAKER = '[unknown]'

/** Key under which speakers' and utterances' meta keep what only dealstance reads. */
export const OWN_KEY = 'dealstance'

/** A value that ConvoKit keeps in a pickle stands as `<##bin{3}&&@**>` in the JSON. */
export const PICKLED = /^<##bin\{\d+\}&&@\*\*>$/
