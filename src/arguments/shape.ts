/** A value that does not fit its shape. */
export interface Misfit {
  /** Path of the value from the argument: `options.model`, `posts[3].text`. */
  readonly path: string
  readonly expected: string
  readonly example: string
  readonly got: unknown
}

/** The values that an argument accepts. */
export interface Shape {
  /** Completes the message "expected posts to be …". */
  readonly expected: string
  /** A fitting value, as code. */
  readonly example: string
  /** Finds the first part that does not fit; null where the value fits. */
  findMisfit(value: unknown, path: string): Misfit | null
}

/** Values that fulfil a condition. */
export const shape = (expected: string, example: string, fits: (value: unknown) => boolean): Shape => ({
  expected,
  example,
  findMisfit: (value, path) => (fits(value) ? null : { path, expected, example, got: value }),
})

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** Objects with at least these fields. */
export function record(expected: string, example: string, fields: Readonly<Record<string, Shape>>): Shape {
  return {
    expected,
    example,
    findMisfit(value, path) {
      if (!isObject(value) || Array.isArray(value)) return { path, expected, example, got: value }
      for (const name in fields) {
        // The path is put together for a misfit alone: most values fit.
        const misfit = (fields[name] as Shape).findMisfit(value[name], '')
        if (misfit !== null) return { ...misfit, path: `${path}.${name}${misfit.path}` }
      }
      return null
    },
  }
}

/** Objects with these fields and no others: a misspelt one is a mistake. */
export function closed(expected: string, example: string, fields: Readonly<Record<string, Shape>>): Shape {
  const open = record(expected, example, fields)
  return {
    ...open,
    findMisfit(value, path) {
      const unknown = isObject(value) && !Array.isArray(value) ? Object.keys(value).find((name) => !Object.hasOwn(fields, name)) : undefined
      if (unknown === undefined) return open.findMisfit(value, path)
      return { path: `${path}.${unknown}`, expected: `one of ${Object.keys(fields).join(', ')}`, example, got: (value as never)[unknown] }
    },
  }
}

/** Several fields of one shape. @param names with spaces between them */
export const each = (of: Shape, names: string): Record<string, Shape> => Object.fromEntries(names.split(' ').map((name) => [name, of]))

/** Arrays whose elements fit a shape. */
export function list(expected: string, example: string, element: Shape): Shape {
  return {
    expected,
    example,
    findMisfit(value, path) {
      if (!Array.isArray(value)) return { path, expected, example, got: value }
      for (let index = 0; index < value.length; index++) {
        const misfit = element.findMisfit(value[index], '')
        if (misfit !== null) return { ...misfit, path: `${path}[${index}]${misfit.path}` }
      }
      return null
    },
  }
}

/** Objects whose shape depends on the value. */
export function either(expected: string, example: string, shapeOf: (value: object) => Shape): Shape {
  return {
    expected,
    example,
    findMisfit: (value, path) => (isObject(value) ? shapeOf(value).findMisfit(value, path) : { path, expected, example, got: value }),
  }
}

/** Values of a shape, or undefined. */
export const optional = (inner: Shape): Shape => ({
  ...inner,
  findMisfit: (value, path) => (value === undefined ? null : inner.findMisfit(value, path)),
})

/** Values of a shape, or null. */
export function nullable(inner: Shape): Shape {
  const expected = `${inner.expected} or null`
  return {
    ...inner,
    expected,
    findMisfit(value, path) {
      const misfit = value === null ? null : inner.findMisfit(value, path)
      return misfit?.path === path ? { ...misfit, expected } : misfit
    },
  }
}
