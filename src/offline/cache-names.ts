/** A cache for the shell of each version: an open page is served its own until it is reloaded. */
export const SHELL_CACHES = 'pairscope-shell-'
/** One for all versions: what is large seldom changes. */
export const PARTS_CACHE = 'pairscope-parts'
