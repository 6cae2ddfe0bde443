// `npm run api-docs`: the reference of every exported name, from its docstrings, into dist/api. A name without a docstring, a link to nothing and a
// parameter that is not there are errors. Installs typedoc beside this file the first time.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const run = (command, list, shell = false) => spawnSync(command, list, { cwd: folder, stdio: 'inherit', shell }).status ?? 1
const typedoc = `${folder}node_modules/typedoc/bin/typedoc`

const isInstalled = existsSync(typedoc) || run('npm', ['install', '--silent', '--no-package-lock'], process.platform === 'win32') === 0
process.exitCode = isInstalled ? run(process.execPath, [typedoc, '--options', 'typedoc.json', ...process.argv.slice(2)]) : 1
