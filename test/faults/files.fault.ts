import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { newFolder } from '../shell/cli/cli-harness.js'

const folder = newFolder()

describe('temporary files', () => {
  // Found: no file was flushed, so that a power cut could leave an empty one under the name of the
  // old.
  it.runIf(spawnSync('strace', ['-V']).status === 0)(
    'are flushed to the disk before they are renamed',
    () => {
      const source = folder.write('few.jsonl', '{"id":"1","text":"They gave up."}\n')
      const argv = [
        '-f',
        '-e',
        'trace=fsync,rename',
        process.execPath,
        'dist/src/shell/cli/main.js',
        'ingest',
        source,
        '--out',
        folder.path('few-out'),
      ]
      const { stderr } = spawnSync('strace', argv, { encoding: 'utf8' })
      expect(stderr.match(/fsync|rename\(/g)?.slice(0, 2)).toEqual(['fsync', 'rename('])
    },
  )
})
