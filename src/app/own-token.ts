import { useSyncExternalStore } from 'react'
import type { Dataset } from '../dataset/dataset'
import { authorizationFor, type HubToken } from '../dataset/hub-token'

// Held by this module alone: React's tools show what stores, props and state hold, and a token is nobody's to read.
let token: HubToken | null = null
const listeners = new Set<() => void>()

/** The person's token of the Hub, until they let go of it or the tab is closed or reloaded. */
export function ownToken(): HubToken | null {
  return token
}

/** Holds a token in place of the former one; null forgets it. */
export function holdToken(next: HubToken | null): void {
  token = next
  for (const listener of [...listeners]) listener()
}

/** Whether the token that is held is sent for any of a dataset's shards. */
export function isReadWithToken({ shards }: Dataset): boolean {
  return shards.some((shard) => token !== null && shard.kind === 'remote' && authorizationFor(shard.url, token) !== null)
}

/** Whether a token is held. */
export function useHasToken(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => token !== null,
  )
}
