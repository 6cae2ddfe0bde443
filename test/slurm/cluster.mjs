import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  argumentsOf,
  descendantsOf,
  environmentOf,
  findProcesses,
  freePorts,
  kill,
  parentOf,
} from '../engines/processes.mjs'

/** Two nodes of one core each, all daemons on this machine; they end with `stop`. */
export async function startSlurm(folder, nodes = ['n1', 'n2']) {
  const at = (name) => join(folder, name)
  const host = hostname().split('.')[0]
  const [controllerPort, ...ports] = await freePorts(nodes.length + 1)
  for (const name of ['state', 'munge', ...nodes.map((node) => `spool.${node}`)])
    mkdirSync(at(name), { mode: 0o700 })
  writeFileSync(at('munge/key'), randomBytes(128), { mode: 0o600 })
  const lines = [
    'ClusterName=dealstance',
    `SlurmctldHost=${host}(127.0.0.1)`,
    'SlurmUser=root',
    `SlurmctldPort=${controllerPort}`,
    `AuthInfo=socket=${at('munge/socket')}`,
    'CommunicationParameters=NoInAddrAny,NoCtldInAddrAny',
    `StateSaveLocation=${at('state')}`,
    `SlurmctldPidFile=${at('slurmctld.pid')}`,
    `SlurmdSpoolDir=${at('spool.%n')}`,
    `SlurmdPidFile=${at('slurmd.%n.pid')}`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU',
    'SlurmdTimeout=15',
    'JobRequeue=1',
    'ReturnToService=2',
    'MpiDefault=none',
    ...nodes.map(
      (node, index) =>
        `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[index]} CPUs=1`,
    ),
    `PartitionName=all Nodes=${nodes.join(',')} Default=YES State=UP`,
  ]
  writeFileSync(at('slurm.conf'), `${lines.join('\n')}\n`)
  const environment = { ...process.env, SLURM_CONF: at('slurm.conf') }
  const running = new Map()
  const start = (name, command, list) => {
    const log = openSync(at(`${name}.log`), 'a')
    running.set(name, spawn(command, list, { stdio: ['ignore', log, log], env: environment }))
  }
  // --force: the folder's parents may be writable by others, which is no danger for a key that lives as long as this test.
  start('munged', 'munged', [
    '--foreground',
    '--force',
    `--key-file=${at('munge/key')}`,
    `--socket=${at('munge/socket')}`,
    `--pid-file=${at('munge/pid')}`,
    `--log-file=${at('munge/log')}`,
    `--seed-file=${at('munge/seed')}`,
  ])
  await sleep(500)
  start('slurmctld', 'slurmctld', ['-D', '-f', at('slurm.conf')])
  const startNode = (node) => start(node, 'slurmd', ['-D', '-N', node, '-f', at('slurm.conf')])
  nodes.forEach(startNode)
  const call = (command, ...list) =>
    spawnSync(command, list, { encoding: 'utf8', env: environment })
  const states = () =>
    call('sinfo', '--noheader', '--Node', '--format', '%N %T').stdout.trim().split('\n')
  /** What runs for a job on a node: batch scripts and what they started, and the steps above them, which are no children of the daemon. */
  const processesOn = (node) => {
    const marks = [`SLURM_CONF=${at('slurm.conf')}`, `SLURMD_NODENAME=${node}`]
    const tasks = findProcesses((pid) => marks.every((mark) => environmentOf(pid).includes(mark)))
    const steps = tasks.map(parentOf).filter((pid) => argumentsOf(pid)[0]?.startsWith('slurmstepd'))
    return [...new Set([...steps, ...tasks])]
  }
  /** As if its power failed: nothing on the node has time to say goodbye. */
  const killNode = (node) => {
    for (const pid of [running.get(node).pid, ...processesOn(node)]) kill(pid)
  }
  const stop = async () => {
    nodes.forEach(killNode)
    for (const { pid } of [...running.values()].reverse())
      for (const each of [...descendantsOf(pid), pid]) kill(each)
    await sleep(200)
  }
  for (let waited = 0; !states().every((line) => / (idle|mixed|allocated)$/.test(line)); waited++) {
    if (waited > 120 || [...running.values()].some(({ exitCode }) => exitCode !== null)) {
      await stop()
      throw new Error(`the nodes do not come up: ${states().join(', ')}\n${tailsOf(folder)}`)
    }
    await sleep(500)
  }
  return { environment, call, states, processesOn, killNode, startNode, stop }
}

const tailsOf = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map(
      (name) =>
        `${name}: ${readFileSync(join(folder, name), 'utf8').split('\n').slice(-6).join('\n')}`,
    )
    .join('\n')
