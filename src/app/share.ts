import { encodeLocation, LOCAL } from '../query/url'
import { encodeFingerprint } from '../takeaway/fingerprint'
import type { View } from './useView'

/** What is shown now, as a link for others: it says what the data is, so that it can warn once the data is another. */
export function linkTo({ history, scan }: Pick<View, 'history' | 'scan'>): string {
  const location = history.store.get()
  const data = scan && location.source !== LOCAL ? encodeFingerprint(scan.shards.map(({ mark }) => mark)) : null
  return new URL(encodeLocation({ ...location, data }), window.location.href).href
}
