import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCorpus } from '../../corpus/read-corpus.js'
import { benchmarkLines } from '../benchmark-posts.js'
import { ROOT } from '../checkouts.js'
import { installPython } from './install.js'

const SCRIPT = fileURLToPath(new URL('scikit_learn.py', import.meta.url))

/** Trains scikit-learn on the posts of the held-out weights of `linear-en`, and measures its prediction of so many texts, in milliseconds. */
export function timeScikitLearn(kind: 'plain' | 'same', postCount: number): number {
  const python = installPython()
  const train = readCorpus(join(ROOT, 'corpus'))
    .posts.filter(({ split, file }) => split === 'train' && file.startsWith('crowd-') && !file.startsWith('crowd-context'))
    .map(({ text, label }) => ({ text, label }))
  const texts = [...benchmarkLines(postCount)].map((line) => (JSON.parse(line) as { readonly text: string }).text)
  const { status, stdout, stderr } = spawnSync(python, [SCRIPT, kind], {
    input: JSON.stringify({ train, texts }),
    encoding: 'utf8',
    // Otherwise linear algebra libraries start competing threads.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  if (status !== 0) throw new Error(`scikit_learn.py ended with ${status}: ${stderr}`)
  return Number(stdout)
}
