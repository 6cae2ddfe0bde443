/** Shares the tables of the built commands with the threads that are started from now on. The sources have none: see `scripts/bundle/bundle-cli.ts`. */
export const shareTables = (): void => {}
