/** The names of one copy of the app: others on the same origin, in folders of their own, have others. */
export interface CacheNames {
  /** Of the shell of a version: an open page is served its own until it is reloaded. */
  readonly shell: (version: string) => string
  readonly isShell: (name: string) => boolean
  /** One for all versions: what is large seldom changes. */
  readonly parts: string
}

/** Of the copy in a folder, given by its address with a '/' at the end. A folder's address has no '#', so no name begins like another's. */
export function cacheNames(scope: string): CacheNames {
  const shells = `pairscope-shell ${scope}#`
  return {
    shell: (version) => shells + version,
    isShell: (name) => name.startsWith(shells),
    parts: `pairscope-parts ${scope}#`,
  }
}

/** Until 0.5.0 all copies of an origin shared theirs. */
export function isShared(name: string): boolean {
  return name === 'pairscope-parts' || name.startsWith('pairscope-shell-')
}
