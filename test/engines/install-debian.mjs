import { spawnSync } from 'node:child_process'

const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0

/**
 * Sees to it that commands stand, from packages of Debian where this is one and we may install. Says nothing where they do.
 *
 * @returns null, or the reason why they are missing
 */
export function installDebian(commands, packages) {
  const missing = () => commands.filter((command) => !has(command)).join(', ')
  if (missing() === '') return null
  const wish = `Install ${packages.join(' ')} (Debian's names), or run as root on Debian`
  if (!has('apt-get')) return `no ${missing()}, and no apt-get. ${wish}.`
  if (process.getuid?.() !== 0) return `no ${missing()}, and only root may install. ${wish}.`
  console.error(`installing ${packages.join(' ')}, which takes a minute or more the first time`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const list of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const done = spawnSync('apt-get', list, { encoding: 'utf8', env: environment })
    if (done.status !== 0)
      return `no ${missing()}, and apt-get ${list[0]} failed: ${done.stderr.trim().split('\n').at(-1)}. ${wish}.`
  }
  return missing() === '' ? null : `no ${missing()}, though ${packages.join(' ')} were installed`
}
