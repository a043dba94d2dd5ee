import { QueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

/** Answers come from our own worker: one that failed will fail again, and nothing changes behind an idle window. */
const QUERIES = { defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false } } }

/** Answers about one dataset, let go of when it is closed: each would else hold on to the engine that is gone for five minutes. */
export function useQueries(): QueryClient {
  const [client] = useState(() => new QueryClient(QUERIES))
  const open = useRef(false)
  useEffect(() => {
    open.current = true
    return () => {
      open.current = false
      // Once all who asked have left. Strict mode closes everything and opens it again at once.
      queueMicrotask(() => {
        if (!open.current) client.clear()
      })
    }
  }, [client])
  return client
}
