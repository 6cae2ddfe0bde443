/** Parses JSON. @param onFault gives the value for text that is not JSON, or throws */
export function parseJson(text: string, onFault: (cause: unknown) => unknown): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return onFault(cause)
  }
}
