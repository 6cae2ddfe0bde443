import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCorpus } from '../../corpus/read-corpus.js'
import { CHECKOUT, CORPUS } from '../built.js'
import type { Alternative, Labelled } from './alternative.js'

const SCRIPT = fileURLToPath(new URL('scikit_learn.py', import.meta.url))
export const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const BYTE_LIMIT = 2 ** 30

export const pythonOf = (kit: string): string => join(kit, 'python', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

function runScript(kit: string, argv: readonly string[], input: object): string {
  const { status, stdout, stderr } = spawnSync(pythonOf(kit), [SCRIPT, ...argv], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    cwd: CHECKOUT,
    maxBuffer: BYTE_LIMIT,
    // Otherwise linear algebra libraries start competing threads.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  if (status !== 0) throw new Error(`scikit_learn.py ${argv.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}

interface TrainingPost {
  readonly text: string
  readonly label: string
}

/** Training posts of the held-out weights of `linear-en`. */
function trainingPosts(): TrainingPost[] {
  return readCorpus(CORPUS)
    .posts.filter(({ split, file }) => split === 'train' && file.startsWith('crowd-') && !file.startsWith('crowd-context'))
    .map(({ text, label }) => ({ text, label }))
}

/** Path of the trained weights. Its name is a hash of posts, script and versions. */
export function weightsPath(kit: string, kind: string, posts: readonly TrainingPost[], script = readFileSync(SCRIPT, 'utf8')): string {
  const hash = createHash('sha256').update(JSON.stringify([posts, script, readFileSync(REQUIREMENTS, 'utf8')]))
  return join(kit, `${kind}-${hash.digest('hex').slice(0, 16)}.joblib`)
}

/** Trains a pipeline on the training posts of `linear-en`, unless the kit already has one for these posts and this script. */
export function trainScikitLearn(kit: string, kind: string): void {
  const posts = trainingPosts()
  const path = weightsPath(kit, kind, posts)
  if (!existsSync(path)) runScript(kit, ['train', kind, path], posts)
}

const alternative = (kind: string, name: string, postCount: number): Alternative => ({
  id: `scikit-learn-${kind}`,
  name,
  npm: [],
  needsPython: true,
  postCount,
  open: async (kit) => {
    const path = weightsPath(kit, kind, trainingPosts())
    return async (posts) => {
      const texts = posts.map(({ text }) => text)
      return JSON.parse(runScript(kit, ['predict', kind, path], texts)) as Labelled
    }
  },
})

export const SCIKIT_LEARN_PLAIN = alternative(
  'plain',
  'scikit-learn 1.9.1, TfidfVectorizer() and LogisticRegression() as they come: predict on texts',
  20_000,
)
export const SCIKIT_LEARN_SAME = alternative(
  'same',
  "scikit-learn 1.9.1, TF-IDF of linear-en's n-grams (words 1-3, characters 2-5) and LogisticRegression: predict on texts",
  5000,
)
