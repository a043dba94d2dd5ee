import type { RoleOverrides } from '../pair/role'
import { decodeRoles, encodeRoles } from '../query/url'

const KEY = 'pairscope.roles'
/** Schemas remembered, the last chosen first. */
const KEPT = 50

type Entry = readonly [schema: string, roles: string]

/** Reads stored text of any age; what it cannot use is as if never set. */
export function parseRemembered(text: string | null): readonly Entry[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]')
    const isEntry = (entry: unknown): entry is Entry => Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string')
    return Array.isArray(stored) ? stored.filter(isEntry).slice(0, KEPT) : []
  } catch {
    return []
  }
}

function read(): readonly Entry[] {
  try {
    return parseRemembered(localStorage.getItem(KEY))
  } catch {
    return []
  }
}

/** The columns that the person last chose for a schema. */
export function rememberedRoles(schema: string): RoleOverrides | null {
  const roles = read().find(([id]) => id === schema)?.[1]
  return roles === undefined ? null : decodeRoles(roles)
}

/** Null forgets. */
export function rememberRoles(schema: string, roles: RoleOverrides | null): void {
  const others = read().filter(([id]) => id !== schema)
  const entries: readonly Entry[] = roles === null ? others : [[schema, encodeRoles(roles)] satisfies Entry, ...others.slice(0, KEPT - 1)]
  try {
    localStorage.setItem(KEY, JSON.stringify(entries))
  } catch {
    // Storage is refused: the choice is still in the address.
  }
}
