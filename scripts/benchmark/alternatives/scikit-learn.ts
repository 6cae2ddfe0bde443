import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Built, CHECKOUT, CORPUS, loadBuilt } from '../built.js'
import type { Alternative, Labelled } from './alternative.js'

const SCRIPT = fileURLToPath(new URL('scikit_learn.py', import.meta.url))
/** Versions of what the kit's Python holds. */
export const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const BYTE_LIMIT = 2 ** 30

/** The Python of the kit. */
export const pythonOf = (kit: string): string => join(kit, 'python', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

function runScript(kit: string, argv: readonly string[], input: object): string {
  const { status, stdout, stderr } = spawnSync(pythonOf(kit), [SCRIPT, ...argv], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    cwd: CHECKOUT,
    maxBuffer: BYTE_LIMIT,
    // Else the libraries of linear algebra start threads that wait for each other.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  if (status !== 0) throw new Error(`scikit_learn.py ${argv.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}

interface TrainingPost {
  readonly text: string
  readonly label: string
}

/** The posts that the held-out weights of `linear-en` were trained on. */
function trainingPosts({ node }: Built): TrainingPost[] {
  return node
    .readCorpus(CORPUS)
    .posts.filter(({ split, file }) => split === 'train' && file.startsWith('crowd-') && !file.startsWith('crowd-context'))
    .map(({ text, label }) => ({ text, label }))
}

/** The file of trained weights, named after all that they come from: the posts, the script, the versions. */
export function weightsPath(kit: string, kind: string, posts: readonly TrainingPost[], script = readFileSync(SCRIPT, 'utf8')): string {
  const hash = createHash('sha256').update(JSON.stringify([posts, script, readFileSync(REQUIREMENTS, 'utf8')]))
  return join(kit, `${kind}-${hash.digest('hex').slice(0, 16)}.joblib`)
}

/** Trains a pipeline on the posts that `linear-en` is trained on, unless the kit holds one of these posts and this script. */
export function trainScikitLearn(kit: string, kind: string, built: Built): void {
  const posts = trainingPosts(built)
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
    const path = weightsPath(kit, kind, trainingPosts(await loadBuilt()))
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
