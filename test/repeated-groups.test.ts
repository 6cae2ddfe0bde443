import { expect, it } from 'vitest'
import { listPatterns, repeatsGroup } from './faults/list-patterns.js'

/** The digits of one number, 22 at most. */
const BOUNDED = ['src/base/text/format-count.ts']

// One quoted cell of 40 MB overflowed the stack by /"(?:[^"]|"")*"/.
it('no pattern of src repeats a group without a bound', () => {
  const files = listPatterns().flatMap(({ file, source }) => (repeatsGroup(source) ? file : []))
  expect([...new Set(files)]).toEqual(BOUNDED)
  expect(['(?:[^"]|"")*', '(a){2,}', '(a)+b'].map(repeatsGroup)).toEqual([true, true, true])
  expect(['(a){2,9}', '\\(a\\)*', '[)*]', 'a+'].map(repeatsGroup)).not.toContain(true)
})
