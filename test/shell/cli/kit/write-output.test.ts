import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { keepAudit } from '../../../../src/shell/cli/kit/write-output.js'
import { newFolder } from '../cli-harness.js'

/** Linux says which files a process has open, and has a file of which the first bytes cannot be read. */
const UNREADABLE = '/proc/self/mem'

describe('keepAudit', () => {
  it('refuses an audit as an output, and no other file', () => {
    const folder = newFolder()
    expect(() => keepAudit(folder.write('a.jsonl', '{"schema":"dealstance/audit@2"}\n'))).toThrow(/got .*a\.jsonl, an audit/)
    expect(() => keepAudit(folder.write('b.jsonl', '{"schema":"dealstance/breakdown@1"}\n'))).not.toThrow()
    expect(() => keepAudit(folder.path('none.jsonl'))).not.toThrow()
  })

  it.skipIf(!existsSync(UNREADABLE))('leaves no file open, read or not', () => {
    const openCount = (): number => readdirSync('/proc/self/fd').length
    const before = openCount()
    for (let time = 0; time < 20; time++) keepAudit(UNREADABLE)
    expect(openCount()).toBeLessThan(before + 10)
  })
})
