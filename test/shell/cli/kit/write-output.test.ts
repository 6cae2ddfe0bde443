import { existsSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { keepAudit } from '../../../../src/shell/cli/kit/write-output.js'

/** Linux says which files a process has open, and has a file of which the first bytes cannot be read. */
const UNREADABLE = '/proc/self/mem'

it.skipIf(!existsSync(UNREADABLE))('keepAudit leaves no file open, read or not', () => {
  const openCount = (): number => readdirSync('/proc/self/fd').length
  const before = openCount()
  for (let time = 0; time < 20; time++) keepAudit(UNREADABLE)
  expect(openCount()).toBeLessThan(before + 10)
})
