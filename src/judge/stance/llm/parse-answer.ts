/** Why an answer is invalid. These words appear in the output, which must not depend on a server's wording. */
export type AnswerProblem = 'form' | 'declined'

const JSON_STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\.)*"`
const ANSWER = new RegExp(String.raw`^\{\s*"label"\s*:\s*(${JSON_STRING})\s*\}$`)
/** Some models wrap their answer in spite of instructions: thoughts before it, a code fence around it. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/
const FENCE = /^```(?:json)?\n([\s\S]*?)\n?```$/

/** Extracts the JSON of an answer: removes thoughts before it and a code fence around it, nothing else. */
export function extractAnswerJson(content: string): string {
  const text = content.replace(THOUGHTS, '').trim()
  return FENCE.exec(text)?.[1]?.trim() ?? text
}

/**
 * Parses an answer strictly: the requested JSON object with its one key, the label spelled as in the scheme.
 *
 * @returns index of the label; null for an invalid answer
 */
export function parseAnswer(content: string, labels: readonly string[]): number | null {
  const label = ANSWER.exec(extractAnswerJson(content))?.[1]
  if (label === undefined) return null
  try {
    const place = labels.indexOf(JSON.parse(label) as string)
    return place === -1 ? null : place
  } catch {
    return null
  }
}

/** JSON schema of an answer, for servers that enforce one. */
export function answerSchema(labels: readonly string[]): object {
  const label = { type: 'string', enum: [...labels] }
  return { type: 'object', properties: { label }, required: ['label'], additionalProperties: false }
}
