import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker thread from a file beside another one: a source from a source, else what was built or bundled of it.
 *
 * @param name of the file, without its ending
 * @param from `import.meta.url` of the other one
 */
export function startWorker(name: string, from: string, options: WorkerOptions): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`../${name}.js`, from), options)
  // A thread knows nothing of what this one reads sources with, and Node 20 starts none from a source.
  const loader = import.meta.resolve('tsx/esm/api')
  const source = new URL(`../${name}.ts`, from).href
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}) })`
  return new Worker(code, { ...options, eval: true })
}
