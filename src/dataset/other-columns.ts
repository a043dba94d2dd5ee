import { MAX_COLUMN, type ColumnFilter } from '../query/query'
import { canBeNamed, type LeafColumn, type RoleMap } from './roles'

/** How pairs are filtered by a column that plays no role; null where they cannot be: lists, binaries, and what a link cannot name. */
export function filterKind(column: LeafColumn): ColumnFilter['kind'] | null {
  const { type, repeated, path } = column
  if (repeated || path === '' || path.length > MAX_COLUMN || !canBeNamed(column)) return null
  switch (type) {
    case 'integer':
    case 'float':
      return 'range'
    case 'string':
    case 'boolean':
      return 'values'
    case 'binary':
    case 'other':
      return null
  }
}

/**
 * The columns without a role that pairs can be filtered by, in file order. A filter names its column, so what has no name, or one that
 * another column has too, is not among them.
 */
export function otherColumns(columns: readonly LeafColumn[], roles: RoleMap): LeafColumn[] {
  const inUse = new Set(Object.values(roles).map(({ path }) => path))
  const times = new Map<string, number>()
  for (const { path } of columns) times.set(path, (times.get(path) ?? 0) + 1)
  return columns.filter((column) => times.get(column.path) === 1 && !inUse.has(column.path) && filterKind(column) !== null)
}
