/** Why an answer is invalid. These words appear in the output, which must not depend on a server's wording. */
export type AnswerProblem = 'form' | 'declined'

const JSON_STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\.)*"`
const SINGLE = new RegExp(String.raw`^\{\s*"label"\s*:\s*(${JSON_STRING})\s*\}$`)
const SEVERAL = /^\{([\s\S]*)\}$/
const ENTRY = new RegExp(String.raw`^\s*"([1-9]\d{0,3})"\s*:\s*(${JSON_STRING})\s*(,|$)`)
/** Some models wrap their answer in spite of instructions: thoughts before it, a code fence around it. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/
const FENCE = /^```(?:json)?\n([\s\S]*?)\n?```$/

/** Extracts the JSON of an answer: removes thoughts before it and a code fence around it, nothing else. */
export function extractAnswerJson(content: string): string {
  const text = content.replace(THOUGHTS, '').trim()
  return FENCE.exec(text)?.[1]?.trim() ?? text
}

/**
 * Parses an answer strictly: the requested JSON object, each key once, labels spelled as in the scheme.
 *
 * @param count  number of posts in the question; if above 1, the keys are the posts' numbers from 1, in order
 * @returns label indexes, one per post; null for an invalid answer
 */
export function parseAnswer(content: string, labels: readonly string[], count: number): readonly number[] | null {
  const text = extractAnswerJson(content)
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

/** JSON schema of an answer, for servers that enforce one. */
export function answerSchema(labels: readonly string[], count: number): object {
  const label = { type: 'string', enum: [...labels] }
  if (count === 1) return { type: 'object', properties: { label }, required: ['label'], additionalProperties: false }
  const numbers = Array.from({ length: count }, (_, index) => String(index + 1))
  const properties = Object.fromEntries(numbers.map((number) => [number, label]))
  return { type: 'object', properties, required: numbers, additionalProperties: false }
}
