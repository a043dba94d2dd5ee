/** A bucket's `s3://` or `gs://` address in the https form that browsers can fetch; null for any other address. */
export function bucketAddress(text: string): string | null {
  const [, scheme = '', bucket = '', path = ''] = /^(s3a?|gs):\/\/([a-z0-9][\w.-]+)(\/.*)?$/i.exec(text) ?? []
  if (bucket === '') return null
  // What has no ending is a folder, as the tools of these stores read it.
  const last = path.split('/').at(-1) ?? ''
  const whole = path === '' ? '/' : last === '' || last.includes('.') ? path : `${path}/`
  if (scheme.toLowerCase() === 'gs') return `https://storage.googleapis.com/${bucket}${whole}`
  // The certificate of a bucket's own host name does not cover names with a dot.
  return bucket.includes('.') ? `https://s3.amazonaws.com/${bucket}${whole}` : `https://${bucket}.s3.amazonaws.com${whole}`
}

/** Where a bucket is listed, and what its keys begin with. */
export interface BucketPrefix {
  /** The bucket itself, ending in a slash: a key is a path below it. */
  readonly root: string
  /** A folder's, ending in a slash; '' for the whole bucket. */
  readonly prefix: string
}

// Of a link's host: what can be matched in more than one way would be tried in all of them.
const BUCKET_IN_PATH = /^(?:s3(?:[.-][a-z0-9.-]*)?\.amazonaws\.com|storage\.googleapis\.com)$/
const isBucketsHost = (hostname: string): boolean =>
  hostname.endsWith('.storage.googleapis.com') || (hostname.endsWith('.amazonaws.com') && /\.s3[.-]/.test(hostname))

/**
 * The bucket that a folder's address may stand for. `sure`: its host is known to hold nothing but buckets.
 * On another host the bucket may be the host or the first part of the path: both are given, in that order.
 */
export function bucketsOf(folder: string): { readonly sure: boolean; readonly candidates: readonly BucketPrefix[] } {
  const { origin, hostname, pathname } = new URL(folder)
  const path = decodePath(pathname)
  const inHost: BucketPrefix = { root: `${origin}/`, prefix: path }
  const bucket = path.split('/')[0] ?? ''
  const inPath = bucket === '' ? [] : [{ root: `${origin}/${encodeURIComponent(bucket)}/`, prefix: path.slice(bucket.length + 1) }]
  if (BUCKET_IN_PATH.test(hostname)) return { sure: true, candidates: inPath }
  if (isBucketsHost(hostname)) return { sure: true, candidates: [inHost] }
  return { sure: false, candidates: [inHost, ...inPath] }
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname.slice(1))
  } catch {
    return pathname.slice(1)
  }
}
