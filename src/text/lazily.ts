/** Makes a value when it is first asked for: a large pattern costs milliseconds, and most runs need few of them. */
export function lazily<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => (made ??= make())
}

/** A pattern that is made when it is first asked for. */
export const lazyPattern = (source: string, flags = 'u'): (() => RegExp) => lazily(() => new RegExp(source, flags))
