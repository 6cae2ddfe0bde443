import { existsSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { keepAudit } from '../../../../src/shell/cli/kit/write-output.js'
import { openWhole } from '../../../../src/shell/node/write/whole-file.js'
import { newFolder } from '../cli-harness.js'

/**
 * Linux says which files a process has open, and has a file of which the first bytes cannot be
 * read.
 */
const UNREADABLE = '/proc/self/mem'

it.skipIf(!existsSync(UNREADABLE))('keepAudit leaves no file open, read or not', () => {
  const openCount = (): number => readdirSync('/proc/self/fd').length
  const before = openCount()
  for (let time = 0; time < 20; time++) keepAudit(UNREADABLE)
  expect(openCount()).toBeLessThan(before + 10)
})

it('a file whose writing is given up stays as it was, and nothing stands beside it', async () => {
  const folder = newFolder()
  const path = folder.write('posts.jsonl', 'old')
  const file = await openWhole(path)
  await file.write('new')
  await file.discard()
  expect([folder.read('posts.jsonl'), readdirSync(folder.path(''))]).toEqual([
    'old',
    ['posts.jsonl'],
  ])
})
