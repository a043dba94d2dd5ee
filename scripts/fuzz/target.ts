/**
 * A parser to be fuzzed: what a module `x.fuzz.ts` beside the parser exports. `read` reads all that the app would read of such a file. It
 * resolves, or rejects with ProblemError: anything else is a fault, as are a hang and memory without bound.
 */
export interface FuzzTarget {
  readonly name: string
  /** Small good files, which are then damaged. */
  readonly seeds: () => Promise<Uint8Array[]> | Uint8Array[]
  readonly read: (bytes: Uint8Array) => Promise<void>
}
