import { useSyncExternalStore } from 'react'
import type { Store } from '../flow/store'

/** A store's value, and a new rendering with each change of it. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}
