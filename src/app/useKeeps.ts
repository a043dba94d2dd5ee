import { useQuery } from '@tanstack/react-query'
import type { Keeps } from '../querybar/sentences'

/** Asks for the files that embeddings are kept in: some browsers have none, and some only outside private windows. */
async function askKeeps(): Promise<Keeps> {
  if (!isSecureContext) return 'plain-http'
  try {
    await navigator.storage.getDirectory()
    return 'for-next-time'
  } catch {
    return 'no-room'
  }
}

/** How long this browser keeps what was fetched for a search; the best is assumed until it is known. */
export function useKeeps(): Keeps {
  return useQuery({ queryKey: ['keeps'], queryFn: askKeeps, staleTime: Infinity }).data ?? 'for-next-time'
}
