/** One line of the table: what was asked, what came, and whether that is what was wanted. */
export interface Row {
  readonly what: string
  readonly ours: string
  /** '' where there is nothing to compare with. */
  readonly peer: string
  /** '' where nothing was promised. */
  readonly target: string
  readonly met: boolean | null
}

export interface Section {
  readonly title: string
  readonly note: string
  readonly date: string
  readonly rows: readonly Row[]
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`
}
