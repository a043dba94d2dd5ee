import { recogniseRoles } from '../../dataset/roles'

/** More columns than any dataset has, and fewer than DuckDB's WASM stack bears in one statement. */
export const MOST_COLUMNS = 400

/** Positions of the columns of a text table that become columns: all of them, or the first ones and those that play a role. */
export function keptColumns(names: readonly string[]): readonly number[] {
  if (names.length <= MOST_COLUMNS) return [...names.keys()]
  const roles = new Set(
    (['string', 'float'] as const).flatMap((type) =>
      Object.values(recogniseRoles(names.map((path) => ({ path, type, repeated: false })))).map(({ path }) => path),
    ),
  )
  const playing = [...names.keys()].filter((column) => roles.has(names[column] ?? ''))
  const others = [...names.keys()].filter((column) => !roles.has(names[column] ?? ''))
  return [...playing, ...others].slice(0, MOST_COLUMNS).sort((a, b) => a - b)
}
