import * as v from 'valibot'
import { PipelineError } from '../errors.js'
import { isRecord } from '../json-shape.js'

/** A shape whose messages complete "expected posts to be …" and end with an example. */
export type ArgumentShape = v.GenericSchema
type Entries = Readonly<Record<string, ArgumentShape>>

const MAX_TEXT_LENGTH = 40

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value !== 'object' || value === null) return String(value)
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an object without fields' : `an object with ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''}`
}

/**
 * Checks the arguments of a public function on entry, so that a mistake is reported by argument name and not by an error deeper in.
 *
 * @param functionName public name of the function, for messages
 * @param shapes       the shape of each argument by its name, in the order of `values`
 */
export function checkArguments(functionName: string, shapes: Entries, values: readonly unknown[]): void {
  for (const [position, [name, shape]] of Object.entries(shapes).entries()) {
    const issue = v.safeParse(shape, values[position], { abortEarly: true }).issues?.[0]
    if (issue === undefined) continue
    const path = name + (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
    const message = `${functionName}: expected ${path} to be ${issue.message}; got ${describe(issue.input)}.`
    throw new PipelineError('USAGE_ARGUMENT_INVALID', message, { context: { function: functionName, argument: path } })
  }
}

/** A function that checks its arguments first. */
export function checked<Called extends (...values: never[]) => unknown>(functionName: string, call: Called, shapes: Entries): Called {
  const checkedCall = (...values: never[]): unknown => {
    checkArguments(functionName, shapes, values)
    return call(...values)
  }
  return checkedCall as Called
}

/** {@link checked} for a function that returns a promise, which then rejects. */
export function checkedAsync<Called extends (...values: never[]) => Promise<unknown>>(
  functionName: string,
  call: Called,
  shapes: Entries,
): Called {
  return (async (...values: never[]) => await checked(functionName, call, shapes)(...values)) as Called
}

/** Objects with at least these fields; with `isClosed` with no others, because a misspelt option is a mistake. */
export function fields(message: string, entries: Entries, { isClosed = false }: { readonly isClosed?: boolean } = {}): ArgumentShape {
  return v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isRecord, message),
    // `v.object` reports an absent field by the message of the whole object.
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const { value: input } = dataset
      const report = (key: string, more: { message: string; input: unknown; path?: v.BaseIssue<unknown>['path'] }): void =>
        addIssue({ ...more, path: [{ type: 'object', origin: 'value', input, key, value: input[key] }, ...(more.path ?? [])] })
      const unknown = isClosed ? Object.keys(input).find((key) => !Object.hasOwn(entries, key)) : undefined
      if (unknown !== undefined) {
        const example = message.slice(message.indexOf(', such as'))
        report(unknown, { message: `one of ${Object.keys(entries).join(', ')}${example}`, input: input[unknown] })
        return
      }
      for (const [key, shape] of Object.entries(entries)) {
        const issue = v.safeParse(shape, input[key], { abortEarly: true }).issues?.[0]
        if (issue === undefined) continue
        report(key, issue)
        return
      }
    }),
  )
}
