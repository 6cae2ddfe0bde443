export function installDebian(
  commands: readonly string[],
  packages: readonly string[],
): string | null
