// `npm run api-docs`: builds the reference of every exported name from its docstring into dist/api, with a page of all error codes. A missing
// docstring, a broken link or an unknown parameter is an error. The first run installs typedoc next to this file.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const run = (command, list, shell = false) =>
  spawnSync(command, list, { cwd: folder, stdio: 'inherit', shell }).status ?? 1
const typedoc = `${folder}node_modules/typedoc/bin/typedoc`

const isInstalled =
  existsSync(typedoc) ||
  run('npm', ['install', '--silent', '--no-package-lock'], process.platform === 'win32') === 0
const isReady =
  isInstalled && run(process.execPath, ['--import', 'tsx', 'write-error-page.ts']) === 0
process.exitCode = isReady
  ? run(process.execPath, [typedoc, '--options', 'typedoc.json', ...process.argv.slice(2)])
  : 1
