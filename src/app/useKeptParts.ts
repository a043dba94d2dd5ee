import { useEffect } from 'react'
import { keepPart } from '../offline/offline'
import { SAMPLE } from '../query/url'
import type { SearchState } from '../search/state'

/** Keeps, for use without a network, what of the app an open dataset uses: the engine, the sample, and what searches. */
export function useKeptParts(source: string | null, { encoder, phase }: SearchState): void {
  const sample = source === SAMPLE
  const searching = phase === 'ranking'
  const backend = encoder?.running?.backend ?? null
  useEffect(() => {
    keepPart('engine')
    if (sample) keepPart('sample')
  }, [sample])
  useEffect(() => {
    if (sample && searching) keepPart('sample-search')
  }, [sample, searching])
  useEffect(() => {
    if (backend !== null) keepPart(backend)
  }, [backend])
}
