/** The first byte and the one after the last of a Range header; null for the whole, 'outside' where the file has none of it. */
export function spanOf(range: string | null, size: number): { readonly start: number; readonly end: number } | 'outside' | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return null
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1)
  // A header whose end lies before its start is as good as none (RFC 9110, 14.1.1).
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null
  return start < end ? { start, end } : 'outside'
}

/** The answer that a host would give, made of a kept file: the whole or a part of it, or for HEAD its headers alone. */
export async function answerFrom(kept: Response, method: string, range: string | null): Promise<Response> {
  if (method === 'GET' && range === null) return kept
  const blob = await kept.blob()
  const headers = new Headers({ 'Accept-Ranges': 'bytes' })
  // The policy too: a worker obeys the one that came with its file.
  for (const [name, value] of kept.headers) {
    if (!/^(content-(length|range|encoding)|accept-ranges)$/i.test(name)) headers.set(name, value)
  }
  const span = spanOf(range, blob.size)
  if (span === 'outside') {
    headers.set('Content-Range', `bytes */${blob.size}`)
    return new Response(null, { status: 416, headers })
  }
  const part = span === null ? blob : blob.slice(span.start, span.end)
  headers.set('Content-Length', String(part.size))
  if (span !== null) headers.set('Content-Range', `bytes ${span.start}-${span.end - 1}/${blob.size}`)
  return new Response(method === 'HEAD' ? null : part, { status: span === null ? 200 : 206, headers })
}
