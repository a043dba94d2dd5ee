import type { Dataset } from '../dataset/dataset'
import { loadManifest } from '../dataset/manifest'
import { ProblemError } from '../dataset/problem'
import { datasetFromUrls, isProblem, parseSource } from '../dataset/source'
import { SAMPLE } from '../query/url'

/** The sample lies beside the page, wherever that is served. */
const SAMPLE_MANIFEST = 'sample/manifest.json'

/** The dataset that a source names. Rejects with ProblemError, or with the signal's reason. */
export async function loadSource(source: string, base: string, signal: AbortSignal): Promise<Dataset> {
  const spec = parseSource(source === SAMPLE ? SAMPLE_MANIFEST : source, base)
  if (isProblem(spec)) throw new ProblemError(spec)
  return spec.kind === 'manifest' ? loadManifest(spec.url, (url, init) => fetch(url, init), signal) : datasetFromUrls(spec.urls)
}
