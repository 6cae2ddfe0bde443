import { build } from 'esbuild'

/** A module that imports from the build, as a page loads it. */
export async function bundle(contents: string): Promise<string> {
  const options = {
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  } as const
  const { outputFiles } = await build({ stdin: { contents, resolveDir: 'dist' }, ...options })
  return outputFiles[0]?.text ?? ''
}
