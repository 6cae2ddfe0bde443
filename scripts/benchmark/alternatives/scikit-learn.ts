import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CHECKOUT } from '../built.js'
import type { Alternative, AskedPost, Labelled } from './alternative.js'

const SCRIPT = fileURLToPath(new URL('scikit_learn.py', import.meta.url))
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

/** Trains a pipeline on the posts that `linear-en` is trained on, once per kit. */
export function trainScikitLearn(kit: string, kind: string, posts: readonly { readonly text: string; readonly label: string }[]): void {
  if (!existsSync(join(kit, `${kind}.joblib`))) runScript(kit, ['train', kind, kit], posts)
}

const alternative = (kind: string, name: string, postCount: number): Alternative => ({
  id: `scikit-learn-${kind}`,
  name,
  npm: [],
  needsPython: true,
  postCount,
  open: async (kit) => async (posts: readonly AskedPost[]) =>
    JSON.parse(
      runScript(
        kit,
        ['predict', kind, kit],
        posts.map(({ text }) => text),
      ),
    ) as Labelled,
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
