import { expect } from 'vitest'

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Expects this exit code, nothing on stdout, and on stderr one line of the program with these
 * words.
 */
export function expectRefusal(
  { code, stdout, stderr }: Ran,
  expected: number,
  words: string | RegExp,
): void {
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
  expect(stderr.match(/^dealstance: /gm)).toHaveLength(1)
  expect(stderr).toMatch(words)
}

/**
 * The same where nothing else is said: the line begins with the code of the error, and shows
 * nothing of the inside.
 */
export function expectOneLine(ran: Ran, expected: number, words: string | RegExp): void {
  expectRefusal(ran, expected, words)
  expect(ran.stderr).toMatch(/^dealstance: [A-Z_]+: [^\n]+\n$/)
  expect(ran.stderr).not.toMatch(/\bat .*\.[jt]s:\d+/)
}
