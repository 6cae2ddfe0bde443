import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker thread from a file beside the caller: the source when the caller is a source, otherwise the built file.
 *
 * @param name file name without its extension
 * @param from `import.meta.url` of the caller
 */
export function startWorker(name: string, from: string, options: WorkerOptions): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, from), options)
  // A worker does not inherit the TypeScript loader, and Node 20 cannot start one from a TypeScript file.
  const loader = import.meta.resolve('tsx/esm/api')
  const source = new URL(`./${name}.ts`, from).href
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}) })`
  return new Worker(code, { ...options, eval: true })
}
