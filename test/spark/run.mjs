/**
 * `npm run test:spark`: jobs of a few posts on a Spark of PyPI in one process, and runs of `classify` that lie or die. Needs Linux, Python 3.10,
 * Java 17 and a network for its first run; says SKIPPED and why where it cannot have them. DEALSTANCE_SPARK_PYTHON names a Python that has
 * PySpark already.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installDebian } from '../engines/install-debian.mjs'
import { ROOT, run, skipperOf } from '../engines/suite.mjs'
import { findPython } from '../python/virtual-environment.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const SUITES = [
  ['test_score_partition.py', 'a run that lies or dies is never believed'],
  ['test_classify_posts.py', 'jobs on local[1]: nothing is lost, and what is wrong is said'],
  [
    'test_scale.py',
    '1.1 million posts in one partition: scored thread by thread, in little memory',
  ],
]

const skip = skipperOf('test:spark')

if (process.platform !== 'linux')
  skip(`expected Linux, whose /proc tells which process is whose, got ${process.platform}`)
const missing = installDebian(['java'], ['default-jre-headless'])
if (missing !== null) skip(missing)
const python = findPython({
  folder: join(ROOT, 'node_modules', '.cache', 'dealstance-spark'),
  variable: 'DEALSTANCE_SPARK_PYTHON',
  imports: ['pyspark', 'pyarrow', 'pandas'],
  skip,
  install: (pip) => pip('-r', join(HERE, 'requirements.txt')),
})

for (const [file, what] of SUITES) {
  run(python, [join(HERE, file), '--quiet'])
  console.log(`ok ${what}`)
}
