/** Pictures that lie in another file than the rows they belong to. */
export interface PictureFile {
  /** Whether a row's picture is to be looked for there, rather than at its address. */
  holds(row: number): boolean
  /** The bytes of a row's picture; none when the row has none. Rejects with ProblemError, or with the signal's reason. */
  read(row: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
}
