import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { manyPosts } from '../../count/scored-posts.js'
import { labelsOf, newFolder, SAMPLE, toJsonl } from './cli-harness.js'

/** Commands started in a shell, as a user does. Few, because each start takes half a second. */
function shell(line: string): SpawnSyncReturns<string> {
  return spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '', NO_COLOR: '' },
  })
}

describe('the commands as processes', () => {
  it('npm run --silent classify reads a pipe and feeds a pipe', () => {
    const { status, stdout, stderr } = shell(
      `cat ${SAMPLE} | npm run --silent classify -- - --model sentiment | node scripts/start.mjs aggregate - --format csv`,
    )
    expect(status).toBe(0)
    expect(stdout).toMatch(/^scope,dealId,.*\r?\ndeal,xai-anthropic,/)
    expect(stderr).toMatch(/stdin: 18 posts/)
  })

  it('a closed pipe ends it quietly with 74', () => {
    const folder = newFolder()
    const lines = Array.from({ length: 1000 }, (_, index) =>
      JSON.stringify({ id: String(index), text: 'A smart move, they say.' }),
    )
    const { status, stdout, stderr } = shell(
      `node scripts/start.mjs classify ${folder.write('many.jsonl', lines.join('\n'))} --model sentiment --quiet | head -1`,
    )
    expect(stdout.split('\n')).toHaveLength(2)
    expect([status, stderr]).toEqual([74, ''])
  })

  it('a full disk is an I/O fault: 74 and one line', () => {
    const { status, stderr } = shell(`node scripts/start.mjs ingest ${SAMPLE} --quiet > /dev/full`)
    expect(status).toBe(74)
    expect(stderr).toMatch(/^dealstance: OUTPUT_UNWRITABLE: stdout: .*a full disk.*\n$/)
  })

  // Said that labels were taken, then ended with INTERNAL (70). The limit on a file stands for the
  // end of the disk.
  it.runIf(process.platform === 'linux')(
    'a disk that is full during an import says so before any label is called taken',
    async () => {
      const folder = newFolder()
      const posts = manyPosts(60, 5)
      const scored = folder.write('a.jsonl', toJsonl(posts))
      const audit = folder.path('a.audit.jsonl')
      const sheet = folder.write('labels.csv', labelsOf(posts))
      expect(
        shell(
          `node scripts/start.mjs audit ${scored} --size all --export ${folder.path('sheet.csv')} --quiet`,
        ).status,
      ).toBe(0)
      const before = folder.read('a.audit.jsonl')
      const limit = `ulimit -f ${Math.ceil(before.length / 1024) + 1}`
      const { status, stderr } = shell(
        `${limit}; node scripts/start.mjs audit ${scored} --import ${sheet}`,
      )
      expect(stderr).toMatch(
        new RegExp(
          `OUTPUT_UNWRITABLE.*${audit}: expected a file to write to, got a limit on the size of files`,
        ),
      )
      expect([status, stderr.includes('taken')]).toEqual([74, false])
      expect(folder.read('a.audit.jsonl')).toBe(before)
    },
  )
})
