import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createSpillFolder } from '../../../../src/shell/node/spill/spill-folder.js'
import { toJsonl } from '../../../support/jsonl.js'
import { bulkPosts } from '../../cli/classify/bulk-posts.js'
import { newFolder, QUICK, startApart } from '../../cli/cli-harness.js'

const folder = newFolder()
const parent = folder.path('.')
/** Of Linux at most: no process has it. */
const DEAD_PROCESS_ID = 2 ** 22 + 1

/** A name of this process's folders, with some of it changed. */
function nameOf(change: (parts: string[]) => string[]): string {
  const spill = createSpillFolder(parent)
  const name = basename(dirname(spill.nextPath()))
  spill.remove()
  const parts = name.replace('dealstance-spill-', '').split('-')
  expect(parts).toHaveLength(4)
  return `dealstance-spill-${change(parts).join('-')}`
}

function isLeft(name: string): boolean {
  mkdirSync(folder.path(name))
  folder.write(`${name}/run-1`, 'posts')
  const spill = createSpillFolder(parent)
  spill.nextPath()
  spill.remove()
  return existsSync(folder.path(name))
}

describe('createSpillFolder', () => {
  it('removes the folders of processes of this machine that are gone', () => {
    expect(isLeft(nameOf(([host = '', , start = '']) => [host, String(DEAD_PROCESS_ID), start, 'AbCdEf']))).toBe(false)
  })

  it.runIf(existsSync('/proc/self/stat'))('takes a process with another start for another one', () => {
    expect(isLeft(nameOf(([host = '', id = '']) => [host, id, '1', 'AbCdEf']))).toBe(false)
  })

  it.each([
    ['of living processes', ([host = '', id = '', start = '']: string[]) => [host, id, start, 'AbCdEf']],
    ['of other machines', ([, , start = '']: string[]) => ['00000000', String(DEAD_PROCESS_ID), start, 'AbCdEf']],
    ['of other programs', () => ['mine']],
  ])('leaves those %s', (_, change) => {
    expect(isLeft(nameOf(change))).toBe(true)
  })

  it('finds what a run left that was killed', async () => {
    const spills = newFolder()
    const posts = toJsonl(bulkPosts({ threads: 300, replies: 19 }))
    const argv = ['classify', ...QUICK, '--memory', '1', '--threads', '1', '-']
    const { child, ended } = startApart(argv, { TMPDIR: spills.path('.') })
    child.stdin?.write(posts)
    while (readdirSync(spills.path('.')).length === 0) await wait(5)
    child.kill('SIGKILL')
    await ended
    const [left = ''] = readdirSync(spills.path('.'))
    expect(statSync(spills.path(left)).mode & 0o777).toBe(0o700)
    const spill = createSpillFolder(spills.path('.'))
    spill.nextPath()
    expect(existsSync(spills.path(left))).toBe(false)
    spill.remove()
    expect(readdirSync(spills.path('.'))).toEqual([])
  }, 60_000)
})
