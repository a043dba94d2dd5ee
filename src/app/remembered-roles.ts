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
    const isEntry = (entry: unknown): entry is Entry =>
      Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string')
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

/**
 * The columns for the safety tag that the person has chosen in this session, by hand. Like consent it lasts no longer, and no
 * link can make it: with a column of zeros for a tag, somebody else's link would have every picture asked for.
 */
const chosenTags = new Set<string>()

export function allowTag(roles: RoleOverrides | null): void {
  if (roles?.nsfw !== undefined) chosenTags.add(roles.nsfw)
}

/** The choice of columns without one for the safety tag that the person has not made. */
export function ownRoles(roles: RoleOverrides | null): RoleOverrides | null {
  if (roles?.nsfw === undefined || chosenTags.has(roles.nsfw)) return roles
  const others: RoleOverrides = Object.fromEntries(Object.entries(roles).filter(([role]) => role !== 'nsfw'))
  return Object.keys(others).length > 0 ? others : null
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

/** Of how many schemas the columns are remembered. */
export function rememberedCount(): number {
  return read().length
}

export function forgetAllRoles(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // Storage is refused: there is nothing in it.
  }
}
