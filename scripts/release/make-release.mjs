// `npm run release`: the page, the tarball and the wheel in `release/`, each checked, with its
// SHA-256 beside it.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultsOfList, faultsOfPage, hashLine, run } from './check-files.mjs'

const FOLDER = 'release'
const PAGE = 'dealstance.html'

const check = (name, faults) => {
  if (faults.length > 0) throw new Error(`${name}: ${faults.join('; ')}`)
}
const only = (ending) => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(ending))
  if (names.length !== 1) throw new Error(`expected one file *${ending}, got ${names.join(', ')}`)
  return names[0]
}
const python = () => {
  const isThere = (name) => {
    try {
      return run(name, ['-c', 'import sys; print(sys.version_info[0])']).trim() === '3'
    } catch {
      return false
    }
  }
  const found = ['python3', 'python'].find(isThere)
  if (found === undefined) throw new Error('expected Python 3 for the wheel, got none: install it')
  return found
}

try {
  // Remains of an installation by pip name this folder.
  for (const old of [FOLDER, join('scripts', 'python', 'build')])
    rmSync(old, { recursive: true, force: true })
  mkdirSync(FOLDER)
  // Packing builds the commands and the page afresh.
  run('npm', ['pack', '--silent', '--pack-destination', FOLDER])
  copyFileSync(join('dist', 'page', PAGE), join(FOLDER, PAGE))
  const interpreter = python()
  const wheel = ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', FOLDER]
  // A wheel for others names no folder of this machine.
  run(interpreter, [...wheel, './scripts/python'], { DEALSTANCE_RELEASE: '1' })

  check(PAGE, faultsOfPage(readFileSync(join(FOLDER, PAGE), 'utf8')))
  const tarball = only('.tgz')
  const packed = ['dist/src/shell/cli/main.js', `dist/page/${PAGE}`, 'LICENSE', 'NOTICE']
  const inTarball = run('tar', ['-tzf', join(FOLDER, tarball)])
  check(tarball, faultsOfList(inTarball, { needed: packed, refused: [] }))
  const wheelName = only('.whl')
  const inWheel = run(interpreter, [
    '-c',
    'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))',
    join(FOLDER, wheelName),
  ])
  const modules = { needed: ['dealstance/__init__.py', 'dealstance/py.typed'] }
  check(wheelName, faultsOfList(inWheel, { ...modules, refused: ['dealstance/clone.txt'] }))

  for (const name of [PAGE, tarball, wheelName]) {
    const line = hashLine(join(FOLDER, name), name)
    writeFileSync(join(FOLDER, `${name}.sha256`), line)
    process.stdout.write(line)
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
