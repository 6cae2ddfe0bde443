export declare const MAX_PAGE_BYTES: number
export declare function faultsOfPage(html: string): string[]
export declare function run(
  command: string,
  list: readonly string[],
  environment?: Readonly<Record<string, string>>,
): string
export declare function hashLine(path: string, name: string): string
export declare function faultsOfList(
  list: string,
  rules: { readonly needed: readonly string[]; readonly refused: readonly string[] },
): string[]
