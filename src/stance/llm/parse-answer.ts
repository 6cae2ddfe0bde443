/** Why an answer counts as none. Fixed words: they stand in output that must not depend on how a server phrases things. */
export type AnswerProblem = 'form' | 'declined'

const JSON_STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\.)*"`
const SINGLE = new RegExp(String.raw`^\{\s*"label"\s*:\s*(${JSON_STRING})\s*\}$`)
const SEVERAL = /^\{([\s\S]*)\}$/
const ENTRY = new RegExp(String.raw`^\s*"([1-9]\d{0,3})"\s*:\s*(${JSON_STRING})\s*(,|$)`)
/** What some models put round their answer whatever they are told: thoughts before it, a fence of code around it. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/
const FENCE = /^```(?:json)?\n([\s\S]*?)\n?```$/

/** The JSON of an answer: thoughts before it and a fence around it are taken off, nothing else is. */
export function bareAnswer(content: string): string {
  const text = content.replace(THOUGHTS, '').trim()
  return FENCE.exec(text)?.[1]?.trim() ?? text
}

/**
 * Reads an answer strictly: the JSON object that was asked for, its keys each once, labels spelled as in the scheme.
 *
 * @param labels of the scheme
 * @param count  how many posts were asked about; where it is more than one, the keys are their numbers from 1, in order
 * @returns places of the labels in the scheme, one per post; null for any other answer
 */
export function parseAnswer(content: string, labels: readonly string[], count: number): readonly number[] | null {
  const text = bareAnswer(content)
  const placeOf = (json: string): number => {
    try {
      return labels.indexOf(JSON.parse(json) as string)
    } catch {
      return -1
    }
  }
  if (count === 1) {
    const found = SINGLE.exec(text)?.[1]
    const place = found === undefined ? -1 : placeOf(found)
    return place === -1 ? null : [place]
  }
  let rest = SEVERAL.exec(text)?.[1]
  if (rest === undefined) return null
  const places: number[] = []
  while (rest.trim() !== '') {
    const entry: RegExpExecArray | null = ENTRY.exec(rest)
    const place = entry?.[2] === undefined ? -1 : placeOf(entry[2])
    if (!entry || Number(entry[1]) !== places.length + 1 || place === -1) return null
    places.push(place)
    rest = rest.slice(entry[0].length)
    if (entry[3] === ',' && rest.trim() === '') return null
  }
  return places.length === count ? places : null
}

/** The answer to a question as JSON schema, for servers that hold their models to one. */
export function answerSchema(labels: readonly string[], count: number): object {
  const label = { type: 'string', enum: [...labels] }
  if (count === 1) return { type: 'object', properties: { label }, required: ['label'], additionalProperties: false }
  const numbers = Array.from({ length: count }, (_, index) => String(index + 1))
  const properties = Object.fromEntries(numbers.map((number) => [number, label]))
  return { type: 'object', properties, required: numbers, additionalProperties: false }
}
