import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { descendantsOf, freePorts, kill, waitFor } from '../engines/processes.mjs'

/** A standalone cluster of PyPI's pyspark: a master and two workers of one core each, all on this machine; it ends with `stop`. */
export async function startSpark(folder, python, { workerCount = 2 } = {}) {
  const home = spawnSync(python, ['-c', 'import pyspark; print(pyspark.__path__[0])'], { encoding: 'utf8' }).stdout.trim()
  const events = join(folder, 'events')
  mkdirSync(events, { recursive: true })
  const environment = {
    ...process.env,
    SPARK_HOME: home,
    SPARK_LOCAL_IP: '127.0.0.1',
    SPARK_NO_DAEMONIZE: '1',
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
  }
  const [port, ...webPorts] = await freePorts(workerCount + 2)
  const master = `spark://127.0.0.1:${port}`
  const running = []
  const start = (name, ...list) => {
    const log = openSync(join(folder, `${name}.log`), 'a')
    const child = spawn(join(home, 'bin', 'spark-class'), [`org.apache.spark.deploy.${name.replace(/\d/, '')}`, ...list], {
      stdio: ['ignore', log, log],
      env: environment,
    })
    running.push(child.pid)
  }
  const stop = async () => {
    for (const pid of running.reverse()) for (const each of [...descendantsOf(pid), pid]) kill(each)
    await sleep(500)
  }
  const said = (name, word) => readFileSync(join(folder, `${name}.log`), 'utf8').includes(word)
  try {
    start('master.Master', '--host', '127.0.0.1', '--port', port, '--webui-port', webPorts[0])
    await waitFor(() => said('master.Master', 'Starting Spark master'), { what: 'a Spark master' })
    for (let worker = 1; worker <= workerCount; worker++) {
      const name = `worker.Worker${worker}`
      const place = ['--work-dir', join(folder, `work${worker}`), '--webui-port', webPorts[worker]]
      start(name, '--host', '127.0.0.1', '--cores', 1, '--memory', '2g', ...place, master)
      await waitFor(() => said(name, 'Successfully registered'), { what: 'a Spark worker' })
    }
  } catch (fault) {
    await stop()
    throw fault
  }

  const submit = (list) => {
    const settings = {
      'spark.ui.enabled': false,
      'spark.executor.memory': '1g',
      'spark.eventLog.enabled': true,
      'spark.eventLog.dir': `file://${events}`,
      'spark.eventLog.rolling.enabled': false,
      'spark.eventLog.compress': false,
    }
    const configuration = Object.entries(settings).flatMap(([name, value]) => ['--conf', `${name}=${value}`])
    const child = spawn(join(home, 'bin', 'spark-submit'), ['--master', master, ...configuration, ...list], { env: environment })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (output[name] += text))
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status) => resolve({ status, ...output, tasks: readTasks(events) }))
    })
  }
  /** Whether a process was started by this cluster. */
  const owns = (pid) => running.some((daemon) => descendantsOf(daemon).includes(pid))
  return { submit, owns, stop }
}

/** How the tasks of the latest application ended: why, and which try it was. */
function readTasks(events) {
  const latest = readdirSync(events).sort().at(-1)
  if (latest === undefined) return []
  return readFileSync(join(events, latest), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"Event":"SparkListenerTaskEnd"'))
    .map((line) => {
      const event = JSON.parse(line)
      const attempt = event['Task Info']['Attempt']
      return { attempt, reason: event['Task End Reason']['Reason'], description: event['Task End Reason']['Description'] ?? '' }
    })
}
