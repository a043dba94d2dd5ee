import { useCallback, useSyncExternalStore } from 'react'
import { pictureVerdict, type Consent } from '../pair/safety'
import type { PairsCache } from './pairs-cache'

/** How many of the pairs in view are hidden for want of consent. */
export function useHiddenCount(pairs: PairsCache, keyList: string, consent: Consent): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      const unsubscribers = keyList === '' ? [] : keyList.split(',').map((key) => pairs.subscribe(Number(key), listener))
      return () => unsubscribers.forEach((unsubscribe) => unsubscribe())
    },
    [pairs, keyList],
  )
  const count = () => {
    let hidden = 0
    for (const key of keyList === '' ? [] : keyList.split(',')) {
      const entry = pairs.get(Number(key))
      if (entry && entry !== 'unreadable' && pictureVerdict(entry, consent) === 'hidden') hidden += 1
    }
    return hidden
  }
  return useSyncExternalStore(subscribe, count)
}
